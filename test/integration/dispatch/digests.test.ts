import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { DigestsTimer } from '../../../src/dispatch/digests-timer.js';
import { openSingleReturnPath } from '../../../src/delivery/single-return-path.js';
import { Digests } from '../../../src/dispatch/digests.js';
import { openUnsubscribe } from '../../../src/subscriptions/signed-links.js';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import { TEST_SECRET, type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

describe('digests', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  const workers: INestApplicationContext[] = [];

  beforeEach(async () => {
    newsroom = await testNewsroom();
    receiver = await SmtpReceiver.start();
    await newsroom.addReaders(4);
    await newsroom.db.query(`update contact set time_zone = $1`, [zoneAtNine()]);
    await newsroom.db.query(`update contact set frequency = 'daily' where email ~ '^r[12]@'`);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await receiver.stop();
    await newsroom.close();
  });

  const start = async () => {
    const worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
    workers.push(worker);
    return worker;
  };
  const again = (worker: INestApplicationContext) =>
    worker.get(Digests).sendDue(new AbortController().signal);
  const published = async (headline: string, minutesAgo = 30) => {
    const dispatch = await newsroom.arm({ headline });
    await newsroom.db.query(
      `update dispatch set state = 'finished', lift_at = now() - $2 * interval '1 minute' where id = $1`,
      [dispatch.id, minutesAgo],
    );
    return dispatch;
  };
  const settled = (states: string) =>
    newsroom.until(
      `select string_agg(state, ' ' order by contact_id) as states from digest`,
      [],
      (row: { states: string | null }) => row.states === states,
    );
  const receivedBy = () =>
    digests()
      .map((mail) => mail.to[0]!.split('@')[0]!)
      .sort((a, b) => a.localeCompare(b));
  const digests = () => receiver.messages.filter((mail) => mail.header('list-id') !== undefined);

  it('bring each reader what is open and new on their topics, once a morning', async () => {
    await published('Council approves tram line');
    await published('Older than a day', 3 * 24 * 60);
    await newsroom.arm({ headline: 'Canary under embargo', liftIn: 3600 });
    const stopped = await published('Canary that was stopped');
    await newsroom.db.query(`update dispatch set state = 'stopped' where id = $1`, [stopped.id]);
    const worker = await start();
    await start();
    await settled('accepted accepted');
    await again(worker);
    expect(receivedBy()).toEqual(['r1', 'r2']);
    for (const mail of digests()) {
      expect(mail.text).toContain('Council approves tram line');
      expect(mail.text).not.toMatch(/Canary|Older/);
    }
  });

  it('can be left with one click', async () => {
    await published('Council approves tram line');
    await start();
    await settled('accepted accepted');
    const [mail] = digests();
    expect(mail!.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const token = /\/u\/([^>]+)>/.exec(mail!.header('list-unsubscribe')!)![1]!;
    const { contactId } = openUnsubscribe(parseSecrets(TEST_SECRET), token)!;
    const [contact] = await newsroom.db.query(`select email from contact where id = $1`, [contactId]);
    expect(contact.email).toBe(mail!.to[0]);
    expect(mail!.text).not.toContain('your-unsubscribing');
    const { mail: kind, id } = openSingleReturnPath(
      parseSecrets(TEST_SECRET),
      mail!.from,
      newsroom.env().BOUNCE_DOMAIN,
    )!;
    const [digest] = await newsroom.db.query(`select email from digest where id = $1`, [id]);
    expect([kind, digest.email]).toEqual(['digest', mail!.to[0]]);
  });

  it('do not go to whoever left, paused or reads every release as it comes', async () => {
    await published('Council approves tram line');
    await newsroom.db.query(`update contact set frequency = 'daily' where email like 'r3@%'`);
    await newsroom.db.query(
      `update subscription set state = 'left' where contact_id = (select id from contact where email like 'r1@%')`,
    );
    await newsroom.db.query(
      `update contact set pause_until = now() + interval '1 day' where email like 'r2@%'`,
    );
    await start();
    await settled('empty accepted');
    expect(receivedBy()).toEqual(['r3']);
  });

  it('wait while their destination rests', async () => {
    await published('Council approves tram line');
    await newsroom.db.query(
      `update contact set email = 'r2@rests.example', email_key = 'r2@rests.example' where email ~ '^r2@'`,
    );
    await newsroom.db.query(
      `insert into destination_hold (domain, until, reason, made_by) values ('rests.example', now() + interval '1 hour', 'test', 'test')`,
    );
    const worker = await start();
    await settled('accepted');
    await again(worker);
    expect(receivedBy()).toEqual(['r1']);
    await newsroom.db.query(`update destination_hold set until = now()`);
    await again(worker);
    expect(receivedBy()).toEqual(['r1', 'r2']);
  });

  it('leave out what a mail has brought already, and say nothing when nothing is new', async () => {
    const { id } = await published('Council approves tram line');
    await newsroom.db.query(
      `insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain, state)
       select $1, 'general', 0, id, email, 'x', 'accepted' from contact where email like 'r1@%'`,
      [id],
    );
    await start();
    await settled('empty accepted');
    expect(digests()).toHaveLength(1);
  });

  it('are tried again after a refusal for now, not after one for good, and not when in doubt', async () => {
    await published('Council approves tram line');
    await newsroom.db.query(`update contact set frequency = 'daily' where email like 'r3@%'`);
    receiver.rule({ at: 'rcpt', to: /^r1@/, times: 1, reply: '451 4.3.0 try later' });
    receiver.rule({ at: 'rcpt', to: /^r2@/, reply: '550 5.1.1 no such user' });
    receiver.rule({ at: 'dot', to: /^r3@/, times: 1, keep: true, then: 'reset' });
    const worker = await start();
    await settled('deferred refused in_doubt');
    await newsroom.db.query(`update digest set next_at = now() where state = 'deferred'`);
    await again(worker);
    await settled('accepted refused in_doubt');
    expect(receivedBy()).toEqual(['r1', 'r3']);
  });

  it('come with what was new since the last one, and never list a release twice', async () => {
    await published('First of all');
    const worker = await start();
    await settled('accepted accepted');
    await newsroom.db.query(`update digest set period = period - 1`);
    await published('Second of all', 1);
    await again(worker);
    await settled('accepted accepted accepted accepted');
    const second = digests().slice(2);
    expect(second).toHaveLength(2);
    for (const mail of second) {
      expect(mail.text).toContain('Second of all');
      expect(mail.text).not.toContain('First of all');
    }
    expect(worker.get(DigestsTimer)).toBeDefined();
  });

  it('wait for the morning where the reader is', async () => {
    await published('Council approves tram line');
    await newsroom.db.query(`update contact set time_zone = $1 where email like 'r1@%'`, [zoneAtNine(6)]);
    await start();
    await settled('accepted');
    expect(receivedBy()).toEqual(['r2']);
  });
});

/** A zone whose clock shows nine in the morning now, or so many hours later. */
function zoneAtNine(later = 0): string {
  const offset = 9 + later - new Date().getUTCHours();
  const within = offset < -12 ? offset + 24 : offset > 14 ? offset - 24 : offset;
  return `Etc/GMT${within >= 0 ? '-' : '+'}${Math.abs(within)}`;
}
