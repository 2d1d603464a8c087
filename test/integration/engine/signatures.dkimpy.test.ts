import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

/** Verifies every signature of the message on standard input against the records given as JSON; prints a list. */
const VERIFY = `
import dkim, json, sys
records = json.loads(sys.argv[1])
message = sys.stdin.buffer.read()
find = lambda name, timeout=5: records[(name.decode() if isinstance(name, bytes) else name).rstrip('.')].encode()
count = int(sys.argv[2])
print(json.dumps([dkim.DKIM(message).verify(idx=i, dnsfunc=find) for i in range(count)]))
`;

describe('signatures as an independent verifier sees them', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let worker: INestApplicationContext;
  let folder: string;
  let records: Record<string, string>;

  function key(name: string, pair: { privateKey: KeyObject; publicKey: KeyObject }, record: string): string {
    const file = join(folder, `${name}.pem`);
    writeFileSync(file, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    records[`${name}._domainkey.newsroom.example`] = record;
    return `${name}:newsroom.example:${file}`;
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dateline-keys-'));
    records = {};
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ed = generateKeyPairSync('ed25519');
    const der = (publicKey: KeyObject) => publicKey.export({ type: 'spki', format: 'der' });
    // RFC 8463 section 4: the record holds the 32 octets of the key alone.
    const keys = [
      key('rsa', rsa, `v=DKIM1; k=rsa; p=${der(rsa.publicKey).toString('base64')}`),
      key('ed', ed, `v=DKIM1; k=ed25519; p=${der(ed.publicKey).subarray(-32).toString('base64')}`),
    ];
    newsroom = await testNewsroom({ CHUNK_SIZE: '5', DKIM_KEYS: keys.join(',') });
    receiver = await SmtpReceiver.start();
  });
  afterEach(async () => {
    await worker.close();
    await receiver.stop();
    await newsroom.close();
    rmSync(folder, { recursive: true });
  });

  function verify(raw: Buffer): unknown {
    const args = ['-c', VERIFY, JSON.stringify(records), '2'];
    const { stdout, stderr } = spawnSync('/usr/bin/python3', args, { input: raw, timeout: 20_000 });
    if (stdout.length === 0) throw new Error(stderr.toString());
    return JSON.parse(stdout.toString());
  }

  async function sent(liftIn: number | null): Promise<void> {
    await newsroom.addReaders(6, ['xn--bcher-kva.example', 'one.example']);
    await newsroom.db.query(`update contact set name = 'Åsa "Sasa" Öberg' where id % 2 = 0`);
    const dispatch = await newsroom.arm({ liftIn, headline: 'Übergabe – “on the record”' });
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
    await newsroom.until(
      'select state from dispatch where id = $1',
      [dispatch.id],
      (row: { state: string }) => row.state === 'finished',
    );
  }

  it('verifies both signatures of mails signed while sending, which cover the one-click header fields', async () => {
    await sent(null);
    expect(receiver.messages).toHaveLength(6);
    for (const mail of receiver.messages) {
      expect(verify(Buffer.from(mail.raw))).toEqual([true, true]);
      const fields = /h=([^;]+);/.exec(mail.raw.toString())?.[1]?.replace(/\s/g, '').split(':') ?? [];
      expect(fields).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'from']));
    }
  });

  it('verifies both signatures of mails signed before the lift', async () => {
    await sent(7);
    expect(receiver.messages).toHaveLength(6);
    for (const mail of receiver.messages) expect(verify(Buffer.from(mail.raw))).toEqual([true, true]);
  });
});
