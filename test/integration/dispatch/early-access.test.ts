import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NodemailerTransactionalMail } from '../../../src/delivery/transactional-mail.service.js';
import { EarlyOffers } from '../../../src/dispatch/early-offers.js';
import { LiftEarlyService } from '../../../src/dispatch/lift-early.service.js';
import { createLog } from '../../../src/ops/log.js';
import { desk, type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { misbehaviour } from '../../support/smtp-receiver-rules.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

interface Row {
  state: string;
  accepted: number;
}
const ACCOUNT =
  'select *, (select state from dispatch where id = $1) as state from dispatch_account where dispatch_id = $1';

describe('early access', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let worker: INestApplicationContext | undefined;

  beforeEach(async () => {
    newsroom = await testNewsroom();
    receiver = await SmtpReceiver.start();
    await newsroom.addReaders(12);
    await newsroom.db.query(`update contact set trust = 'trusted' where email ~ '^r[123]@'`);
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await receiver.stop();
    await newsroom.close();
  });

  const answer = (email: string, word: 'accepted' | 'declined') =>
    newsroom.db.query(
      `insert into terms_answer (contact_id, release_id, answer, text_hash)
       select c.id, r.id, $2, '' from contact c, release r where c.email like $1`,
      [`${email}@%`, word],
    );

  it('asks each trusted follower once, and says nothing of the release before they accepted', async () => {
    const { id } = await newsroom.arm({ earlyIn: 6, liftIn: 9, headline: 'Canary headline' });
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url, PREPARE_AHEAD: '1' }));
    await receiver.waitForMessages(3);
    expect(new Set(receiver.messages.map((mail) => mail.to[0]?.split('@')[0]))).toEqual(
      new Set(['r1', 'r2', 'r3']),
    );
    for (const mail of receiver.messages) {
      expect(mail.text).not.toContain('Canary');
      expect(mail.text).toMatch(/\/e\//);
    }
    await answer('r1', 'accepted');
    await answer('r2', 'declined');
    await newsroom.until(ACCOUNT, [id], (row: Row) => row.state === 'finished', 30_000);
    const releases = receiver.messages.slice(3);
    const early = releases.filter((mail) => mail.header('subject')?.includes('EMBARGOED UNTIL'));
    expect(early.map((mail) => mail.to[0]?.split('@')[0])).toEqual(['r1']);
    expect(early[0]?.text).toMatch(/EMBARGOED UNTIL/);
    expect(releases).toHaveLength(12);
    expect(new Set(releases.map((mail) => mail.to[0])).size).toBe(12);
  });

  it('drops whoever changed outlet or was suspended meanwhile out of the early tier; they get it at the lift', async () => {
    const { id } = await newsroom.arm({ earlyIn: 5, liftIn: 8 });
    for (const name of ['r1', 'r2', 'r3']) await answer(name, 'accepted');
    await newsroom.db.query(`insert into outlet (name) values ('Another paper')`);
    await newsroom.db.query(
      `update contact set outlet_id = (select max(id) from outlet) where email like 'r1@%'`,
    );
    await newsroom.db.query(
      `update contact set trust = 'suspended', trust_until = now() + interval '30 days' where email like 'r2@%'`,
    );
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url, PREPARE_AHEAD: '1' }));
    await newsroom.until(ACCOUNT, [id], (row: Row) => row.state === 'finished', 30_000);
    const early = await newsroom.db.query(`select email from delivery where tier = 'early'`);
    expect(early).toEqual([{ email: expect.stringMatching(/^r3@/) }]);
    expect(
      await newsroom.db.query(`select count(*)::int as n from delivery where state = 'accepted'`),
    ).toEqual([{ n: 12 }]);
  });

  it.each([
    ['the early tier', '5', 3],
    ['both tiers', '30', 12],
  ])(
    'lets whoever lost trust after the freeze of %s have it at the lift instead',
    async (_, ahead, frozen) => {
      const { id } = await newsroom.arm({ earlyIn: 6, liftIn: 10 });
      for (const name of ['r1', 'r2', 'r3']) await answer(name, 'accepted');
      worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url, PREPARE_AHEAD: ahead }));
      await newsroom.until(
        `select count(*)::int as n from delivery where dispatch_id = $1`,
        [id],
        (row: { n: number }) => row.n === frozen,
      );
      await newsroom.db.query(
        `update contact set trust = 'suspended', trust_until = now() + interval '30 days' where email like 'r2@%'`,
      );
      await newsroom.until(ACCOUNT, [id], (row: Row) => row.state === 'finished', 30_000);
      const marked = receiver.messages.filter((mail) =>
        mail.header('subject')?.startsWith('EMBARGOED UNTIL'),
      );
      expect(new Set(marked.map((mail) => mail.to[0]?.split('@')[0]))).toEqual(new Set(['r1', 'r3']));
      const toSuspended = receiver.messages.filter(
        (mail) =>
          mail.to[0]?.startsWith('r2@') && !mail.header('subject')?.startsWith('Early access offered'),
      );
      expect(toSuspended).toHaveLength(1);
      const [account] = await newsroom.db.query(
        `select accepted::int as n from dispatch_account where dispatch_id = $1`,
        [id],
      );
      expect(account).toEqual({ n: 12 });
    },
  );

  it('offers nobody twice whose reply was lost, and asks again whom the server put off', async () => {
    receiver.rule(misbehaviour.replyLost(/^r1@/, 1));
    receiver.rule(misbehaviour.greylist(/^r2@/));
    await newsroom.arm({ earlyIn: 60, liftIn: 90 });
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
    await receiver.waitForMessages(3);
    const offers = worker.get(EarlyOffers);
    for (let sweep = 1; sweep <= 3; sweep += 1) await offers.sendDue();
    expect(receiver.messages).toHaveLength(3);
    expect(new Set(receiver.messages.map((mail) => mail.to[0]?.split('@')[0]))).toEqual(
      new Set(['r1', 'r2', 'r3']),
    );
  });

  it('tells readers with early access first when the lift is brought forward, then opens for everyone at once', async () => {
    const dispatch = await newsroom.arm({ earlyIn: 2, liftIn: 3600 });
    await answer('r1', 'accepted');
    await newsroom.db.query(`update contact set languages = '{de}' where email like 'r1@%'`);
    const env = newsroom.env({ SMTP_URL: receiver.url, PREPARE_AHEAD: '1' });
    worker = await startWorker(env);
    await newsroom.until(ACCOUNT, [dispatch.id], (row: Row) => Number(row.accepted) === 1);
    const before = receiver.messages.length;
    const mail = new NodemailerTransactionalMail(env);
    const lift = new LiftEarlyService(newsroom.db, newsroom.dispatches, mail, env, createLog('silent'));
    await lift.liftNow(desk, dispatch.id);
    mail.onApplicationShutdown();
    await newsroom.until(ACCOUNT, [dispatch.id], (row: Row) => row.state === 'finished');
    const after = receiver.messages.slice(before);
    expect(after[0]?.to[0]).toMatch(/^r1@/);
    expect(after[0]?.header('subject')).toMatch(/^SPERRFRIST JETZT AUFGEHOBEN/);
    expect(after.slice(1)).toHaveLength(11);
  });
});
