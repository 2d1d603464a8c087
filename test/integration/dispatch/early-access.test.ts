import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { bounceRules } from '../../../src/bounces/bounce-rules.js';
import { type BounceReport, keepBounce } from '../../../src/bounces/keep-bounce.js';
import { NodemailerTransactionalMail } from '../../../src/delivery/transactional-mail.service.js';
import { EarlyOffers } from '../../../src/dispatch/early-offers.js';
import { freezeTier } from '../../../src/dispatch/freeze.js';
import { LiftEarlyService } from '../../../src/dispatch/lift-early.service.js';
import { createLog } from '../../../src/ops/log.js';
import { ContactErasingService } from '../../../src/subscriptions/contact-erasing.service.js';
import { desk, type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { misbehaviour } from '../../support/smtp-receiver-rules.js';
import { type ReceivedMessage, SmtpReceiver } from '../../support/smtp-receiver.js';
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
    const { id } = await newsroom.arm({ earlyIn: 600, liftIn: 3600, headline: 'Canary headline' });
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
    await newsroom.db.query(`update dispatch_tier set opens_at = now() where tier = 'early'`);
    await newsroom.until(ACCOUNT, [id], (row: Row) => Number(row.accepted) === 1, 30_000);
    await newsroom.dispatches.liftNow(desk, id);
    await newsroom.until(ACCOUNT, [id], (row: Row) => row.state === 'finished', 30_000);
    const releases = receiver.messages.slice(3);
    const early = releases.filter((mail) => mail.header('subject')?.includes('EMBARGOED UNTIL'));
    expect(early.map((mail) => mail.to[0]?.split('@')[0])).toEqual(['r1']);
    expect(early[0]?.text).toMatch(/EMBARGOED UNTIL/);
    expect(releases).toHaveLength(12);
    expect(new Set(releases.map((mail) => mail.to[0])).size).toBe(12);
  });

  it('drops whoever changed outlet or was suspended meanwhile out of the early tier; they get it at the lift', async () => {
    const { id } = await newsroom.arm({ earlyIn: 600, liftIn: 3600 });
    for (const name of ['r1', 'r2', 'r3']) await answer(name, 'accepted');
    await newsroom.db.query(`insert into outlet (name) values ('Another paper')`);
    await newsroom.db.query(
      `update contact set outlet_id = (select max(id) from outlet) where email like 'r1@%'`,
    );
    await suspend('r2');
    await start({ PREPARE_AHEAD: '700' });
    await untilFrozen(id, 1);
    await openEarly();
    await newsroom.until(ACCOUNT, [id], (row: Row) => Number(row.accepted) === 1);
    const early = await newsroom.db.query(`select email from delivery where tier = 'early'`);
    expect(early).toEqual([{ email: expect.stringMatching(/^r3@/) }]);
    await newsroom.dispatches.liftNow(desk, id);
    await newsroom.until(
      ACCOUNT,
      [id],
      (row: Row) => row.state === 'finished' && Number(row.accepted) === 12,
    );
  });

  it.each([
    ['the early tier', '700', 3],
    ['both tiers', '4000', 12],
  ])(
    'lets whoever lost trust after the freeze of %s have it at the lift instead',
    async (_, ahead, frozen) => {
      const { id } = await newsroom.arm({ earlyIn: 600, liftIn: 3600 });
      for (const name of ['r1', 'r2', 'r3']) await answer(name, 'accepted');
      await start({ PREPARE_AHEAD: ahead });
      await untilFrozen(id, frozen);
      await suspend('r2');
      await openEarly();
      await newsroom.until(ACCOUNT, [id], (row: Row) => Number(row.accepted) === 2);
      expect(embargoed()).toEqual(new Set(['r1', 'r3']));
      await newsroom.dispatches.liftNow(desk, id);
      await newsroom.until(
        ACCOUNT,
        [id],
        (row: Row) => row.state === 'finished' && Number(row.accepted) === 12,
      );
      expect(embargoed()).toEqual(new Set(['r1', 'r3']));
      expect(releasesTo('r2')).toHaveLength(1);
    },
  );

  it('sends nothing early to an address that bounced hard after the freeze, nor offers it early access again', async () => {
    await start({ PREPARE_AHEAD: '700' });
    const first = await newsroom.arm();
    await newsroom.until(ACCOUNT, [first.id], (row: Row) => row.state === 'finished');
    const { id } = await newsroom.arm({ earlyIn: 600, liftIn: 3600 });
    for (const name of ['r1', 'r2', 'r3']) await answer(name, 'accepted');
    await untilFrozen(id, 3);
    await bounceHard('r2', first.id);
    await openEarly();
    await newsroom.until(ACCOUNT, [id], (row: Row) => Number(row.accepted) === 2);
    await newsroom.dispatches.liftNow(desk, id);
    await newsroom.until(ACCOUNT, [id], (row: Row) => row.state === 'finished');
    expect(embargoed()).toEqual(new Set(['r1', 'r3']));
    expect(releasesTo('r2')).toHaveLength(1);
    expect(
      await newsroom.db.query(
        `select d.state, c.trust from delivery d join contact c on c.id = d.contact_id where d.dispatch_id = $1 and d.email like 'r2@%'`,
        [id],
      ),
    ).toEqual([{ state: 'suppressed', trust: 'none' }]);
  });

  it('sends nothing more to who had it early, was erased, and came back to the list before the lift', async () => {
    const { id } = await newsroom.arm({ earlyIn: 600, liftIn: 3600 });
    for (const name of ['r1', 'r2', 'r3']) await answer(name, 'accepted');
    await start({ PREPARE_AHEAD: '700' });
    await untilFrozen(id, 3);
    await openEarly();
    await newsroom.until(ACCOUNT, [id], (row: Row) => Number(row.accepted) === 3);
    const [gone] = await newsroom.db.query<{ id: number; email: string }[]>(
      `select id, email from contact where email like 'r1@%'`,
    );
    await new ContactErasingService(newsroom.db).erase(desk, gone!.id, 'test');
    const [bystander] = await newsroom.db.query<{ id: number; email: string }[]>(
      `select id, email from contact where email like 'r9@%'`,
    );
    await newsroom.db.query(
      `insert into suppression (email_hash, reason, source, since, lifted_at)
      select email_hash(email_key), 'erased', 'test', now() - interval '1 day', now() from contact where id = $1`,
      [bystander!.id],
    );
    await newsroom.db.query(`update suppression set lifted_at = now() where lifted_at is null`);
    await newsroom.db.query(
      `with back as (insert into contact (email, email_key, name, source) values ($1, $1, 'Back', 'test') returning id)
       insert into subscription (contact_id, topic_id, state) select id, $2, 'active' from back`,
      [gone!.email, newsroom.topicId],
    );
    await newsroom.dispatches.liftNow(desk, id);
    await newsroom.until(
      ACCOUNT,
      [id],
      (row: Row) => row.state === 'finished' && Number(row.accepted) === 12,
    );
    expect(releasesTo('r1')).toHaveLength(1);
    expect(releasesTo('r9')).toHaveLength(1);
  });

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

  it('tells readers with early access first when everything opens at once, then opens for everyone', async () => {
    const dispatch = await newsroom.arm({ earlyIn: 2, liftIn: 3600 });
    await answer('r1', 'accepted');
    await newsroom.db.query(`update contact set languages = '{de}' where email like 'r1@%'`);
    await start({ PREPARE_AHEAD: '1' });
    await newsroom.until(ACCOUNT, [dispatch.id], (row: Row) => Number(row.accepted) === 1);
    const before = receiver.messages.length;
    await lifting((lift) => lift.liftNow(desk, dispatch.id));
    await newsroom.until(ACCOUNT, [dispatch.id], (row: Row) => row.state === 'finished');
    const after = receiver.messages.slice(before);
    expect(after[0]?.to[0]).toMatch(/^r1@/);
    expect(after[0]?.header('subject')).toMatch(/^SPERRFRIST JETZT AUFGEHOBEN/);
    expect(after.slice(1)).toHaveLength(11);
  });

  it('tells readers with early access first when the lift is brought forward, and opens for everyone then', async () => {
    const dispatch = await newsroom.arm({ earlyIn: 2, liftIn: 3600 });
    await answer('r1', 'accepted');
    await start({ PREPARE_AHEAD: '1' });
    await newsroom.until(ACCOUNT, [dispatch.id], (row: Row) => Number(row.accepted) === 1);
    const before = receiver.messages.length;
    const wall = await inSeconds(8);
    await lifting((lift) => lift.bringForward(desk, dispatch.id, { wall, zone: 'Etc/UTC' }));
    const [told] = receiver.messages.slice(before);
    expect(told?.to[0]).toMatch(/^r1@/);
    expect(told?.header('subject')).toMatch(/^EMBARGO BROUGHT FORWARD to /);
    await newsroom.until(ACCOUNT, [dispatch.id], (row: Row) => row.state === 'finished');
    const mails = receiver.messages.slice(before + 1);
    expect(mails).toHaveLength(11);
    const lift = new Date(`${wall}Z`);
    expect(mails.filter(({ at }) => at < lift)).toEqual([]);
    const [entry] = await newsroom.db.query(
      `select detail from audit_entry where action = 'dispatch.brought_forward'`,
    );
    expect(entry.detail).toMatchObject({
      liftAt: lift.toISOString(),
      liftBefore: dispatch.liftAt.toISOString(),
    });
  });

  it('brings a lift forward only to a time to come, before the lift and after early access', async () => {
    const { id, liftAt } = await newsroom.arm({ earlyIn: 600, liftIn: 3600 });
    const at = (seconds: number) =>
      inSeconds(seconds).then((wall) =>
        lifting((lift) => lift.bringForward(desk, id, { wall, zone: 'Etc/UTC' })),
      );
    await expect(at(-60)).rejects.toThrow('That time has passed.');
    await expect(at(300)).rejects.toThrow('Early access opens only then or later.');
    await expect(at(7200)).rejects.toThrow('That is not before the lift as it is.');
    const night = { wall: '2027-03-28T03:30', zone: 'Europe/Helsinki' };
    await expect(lifting((lift) => lift.bringForward(desk, id, night))).rejects.toThrow('does not exist');
    const [row] = await newsroom.db.query('select lift_at from dispatch where id = $1', [id]);
    expect(row.lift_at).toEqual(liftAt);
    await at(1800);
    await newsroom.dispatches.stop(desk, id);
    await expect(at(900)).rejects.toThrow('cannot be lifted early now');
  });

  it.each([
    ['before it is frozen', { earlyIn: 3000 }],
    ['after it is frozen', { earlyIn: 30 }],
  ])(
    'sends nobody a mail under embargo once that is lifted, early access being cut short %s',
    async (_, times) => {
      const { id } = await newsroom.arm({ ...times, liftIn: 3600 });
      await answer('r1', 'accepted');
      await start({ PREPARE_AHEAD: '60' });
      const frozen = times.earlyIn < 60 ? 1 : 0;
      await newsroom.until(
        'select count(*)::int as n from delivery',
        [],
        ({ n }: { n: number }) => n === frozen,
      );
      const before = receiver.messages.length;
      await lifting((lift) => lift.liftNow(desk, id));
      await newsroom.until(ACCOUNT, [id], (row: Row) => row.state === 'finished');
      const mails = receiver.messages
        .slice(before)
        .filter((mail) => !/Early access/.test(mail.header('subject') ?? ''));
      expect(mails).toHaveLength(12);
      expect(mails.filter((mail) => /EMBARGOED UNTIL/.test(mail.text))).toEqual([]);
    },
  );

  it('tells many readers over few connections', async () => {
    await newsroom.addReaders(200);
    const { id } = await newsroom.arm({ earlyIn: 3, liftIn: 3600 });
    await newsroom.db.query(`update contact set trust = 'trusted'`);
    await newsroom.db.query(
      `insert into terms_answer (contact_id, release_id, answer, text_hash)
       select c.id, r.id, 'accepted', '' from contact c, release r`,
    );
    await newsroom.db.transaction((manager) => freezeTier(manager, { dispatchId: id, tier: 'early' }, 50));
    await newsroom.db.query(`update delivery set state = 'accepted'`);
    receiver.options.replyDelayMs = 2;
    let most = 0;
    const count = setInterval(() => (most = Math.max(most, receiver.connectionsOpen)), 1);
    await lifting((lift) => lift.liftNow(desk, id));
    await receiver.waitForMessages(200);
    clearInterval(count);
    expect(new Set(receiver.messages.map((mail) => mail.to[0])).size).toBe(200);
    expect(most).toBeLessThanOrEqual(20);
  });

  const untilFrozen = (id: number, count: number) =>
    newsroom.until(
      `select count(*)::int as n from delivery where dispatch_id = $1`,
      [id],
      (row: { n: number }) => row.n === count,
    );

  const suspend = (name: string) =>
    newsroom.db.query(
      `update contact set trust = 'suspended', trust_until = now() + interval '30 days' where email like $1`,
      [`${name}@%`],
    );

  /** The time of early access comes now, however long everything before it took. */
  async function openEarly(): Promise<void> {
    await newsroom.db.query(`update dispatch_tier set opens_at = now() where tier = 'early'`);
    await newsroom.db.query(
      `update delivery_chunk set due_at = now() where tier = 'early' and due_at is not null`,
    );
  }

  const isOffer = (mail: ReceivedMessage) => mail.header('subject')?.startsWith('Early access offered');
  const releasesTo = (name: string) =>
    receiver.messages.filter((mail) => mail.to[0]?.startsWith(`${name}@`) && !isOffer(mail));
  const embargoed = () =>
    new Set(
      receiver.messages
        .filter((mail) => mail.header('subject')?.startsWith('EMBARGOED UNTIL'))
        .map((mail) => mail.to[0]?.split('@')[0]),
    );

  async function bounceHard(name: string, dispatchId: number): Promise<void> {
    const [delivery] = await newsroom.db.query<{ id: number }[]>(
      'select id from delivery where dispatch_id = $1 and email like $2',
      [dispatchId, `${name}@%`],
    );
    const report: BounceReport = {
      deliveryId: delivery!.id,
      kind: 'bounce',
      category: 'unknown-address',
      hard: true,
      source: 'smtp',
      inboundMailId: null,
      status: '5.1.1',
      reply: '550',
      diagnostic: 'No such user',
    };
    await newsroom.db.transaction((manager) => keepBounce(manager, report, bounceRules(newsroom.env())));
  }

  async function start(settings: Record<string, string>): Promise<void> {
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url, ...settings }));
  }

  async function lifting<T>(act: (lift: LiftEarlyService) => Promise<T>): Promise<T> {
    const env = newsroom.env({ SMTP_URL: receiver.url });
    const mail = new NodemailerTransactionalMail(newsroom.db, env);
    try {
      return await act(
        new LiftEarlyService(newsroom.db, newsroom.dispatches, mail, env, createLog('silent')),
      );
    } finally {
      mail.onApplicationShutdown();
    }
  }

  /** The wall time in UTC, to the second. */
  async function inSeconds(seconds: number): Promise<string> {
    const [row] = await newsroom.db.query<{ wall: string }[]>(
      `select to_char((now() + $1 * interval '1 second') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') as wall`,
      [seconds],
    );
    return row!.wall;
  }
});
