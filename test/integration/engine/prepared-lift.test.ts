import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

const SIGNED = `select count(*)::int as chunks, coalesce(sum(cardinality(ids)), 0)::int as signed
                  from prepared_chunk where dispatch_id = $1 and ids is not null`;

describe('a lift with signatures made before', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let folder: string;
  let publicKey: string;
  const workers: INestApplicationContext[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dateline-keys-'));
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(folder, 'rsa.pem'), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    publicKey = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    newsroom = await testNewsroom({
      CHUNK_SIZE: '20',
      DKIM_KEYS: `one:newsroom.example:${join(folder, 'rsa.pem')}`,
    });
    receiver = await SmtpReceiver.start();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await receiver.stop();
    await newsroom.close();
    rmSync(folder, { recursive: true });
  });

  async function start(): Promise<void> {
    workers.push(await startWorker(newsroom.env({ SMTP_URL: receiver.url })));
  }

  async function finished(dispatchId: number): Promise<void> {
    await newsroom.until(
      'select state from dispatch where id = $1',
      [dispatchId],
      (row: { state: string }) => row.state === 'finished',
    );
  }

  const resolver = () => Promise.resolve([[`v=DKIM1; k=rsa; p=${publicKey}`]]);

  async function verdicts(): Promise<(string | undefined)[]> {
    const results = await Promise.all(
      receiver.messages.map((mail) => dkimVerify(mail.raw, { resolver } as never)),
    );
    return results.map((each) => each.results[0]?.status.result);
  }

  it('signs counted mails and others alike, and anew whoever changed their mind meanwhile', async () => {
    await newsroom.addReaders(40);
    await newsroom.db.query(`update contact set measured = true where substr(name, 8)::int <= 20`);
    const dispatch = await newsroom.arm({ liftIn: 6, links: ['https://one.example/report'] });
    await start();
    await newsroom.until(SIGNED, [dispatch.id], (row: { signed: number }) => row.signed === 40);
    await newsroom.db.query(
      `update contact set measured = not measured where name in ('Reader 1', 'Reader 40')`,
    );
    await finished(dispatch.id);
    expect(await verdicts()).toEqual(Array.from({ length: 40 }, () => 'pass'));
    const counted = receiver.messages.filter((mail) => /\/l\/0\//.test(mail.raw.toString()));
    expect(counted).toHaveLength(20);
    const names = counted.map((mail) => /^r\d+/.exec(mail.to[0] ?? '')?.[0]);
    expect(names).toContain('r40');
    expect(names).not.toContain('r1');
  });

  it('keeps them for every recipient before the lift, sends mails that verify, and forgets them', async () => {
    await newsroom.addReaders(90);
    const dispatch = await newsroom.arm({ liftIn: 8 });
    await start();
    await start();
    const before = await newsroom.until<{ chunks: number; signed: number; early: boolean }>(
      `select *, clock_timestamp() < $2::timestamptz as early from (${SIGNED}) x`,
      [dispatch.id, dispatch.liftAt],
      (row) => row.signed === 90,
    );
    expect(before).toEqual({ chunks: 5, signed: 90, early: true });
    expect(receiver.messages).toHaveLength(0);
    await finished(dispatch.id);
    expect(receiver.messages).toHaveLength(90);
    expect(new Set(await verdicts())).toEqual(new Set(['pass']));
    expect(receiver.messages.every((mail) => mail.at.getTime() >= dispatch.liftAt.getTime())).toBe(true);
    const [kept] = await newsroom.db.query(SIGNED, [dispatch.id]);
    expect(kept).toEqual({ chunks: 0, signed: 0 });
  });

  it('sends what was signed before the lift, not a signature made later', async () => {
    await newsroom.addReaders(20);
    const dispatch = await newsroom.arm({ liftIn: 8 });
    await start();
    await newsroom.until<{ signed: number }>(SIGNED, [dispatch.id], (row) => row.signed === 20);
    // Flips one bit of each last signature's last octet: only who uses what was kept sends a signature that fails.
    await newsroom.db.query(
      `update prepared_chunk set signatures = set_byte(signatures, length(signatures) - 1,
         get_byte(signatures, length(signatures) - 1) # 1)`,
    );
    await finished(dispatch.id);
    expect((await verdicts()).filter((verdict) => verdict !== 'pass')).toEqual(['fail']);
  });

  it('signs again whoever changed after the signing, and leaves out whoever left', async () => {
    await newsroom.addReaders(40);
    const dispatch = await newsroom.arm({ liftIn: 8 });
    await start();
    await newsroom.until<{ signed: number }>(SIGNED, [dispatch.id], (row) => row.signed === 40);
    await newsroom.db.query(`update contact set name = 'Åsa Öberg' where email = 'r7@two.example'`);
    await newsroom.db.query(
      `update subscription set state = 'left' where contact_id = (select id from contact where email = 'r9@one.example')`,
    );
    await finished(dispatch.id);
    expect(new Set(await verdicts())).toEqual(new Set(['pass']));
    expect(receiver.messages).toHaveLength(39);
    expect(receiver.messages.some((mail) => mail.to[0] === 'r9@one.example')).toBe(false);
    expect(receiver.violations).toEqual([]);
  });
});
