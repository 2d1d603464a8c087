import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { certificateOf, problemsOfCertificate } from '../../../src/dispatch/certificate.js';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import { desk, TEST_SECRET, type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import type { QueueBackend } from '../../support/queue-backends.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

interface Row extends Record<string, number | string> {
  state: string;
}
const ACCOUNT =
  'select a.*, d.state, d.held_reason as reason from dispatch_account a join dispatch d on d.id = a.dispatch_id where d.id = $1';

export function describeSteering(backend: QueueBackend): void {
  describe(`steering a dispatch, jobs in ${backend.name}`, () => {
    let queue: Awaited<ReturnType<QueueBackend['start']>>;
    let newsroom: TestNewsroom;
    let receiver: SmtpReceiver;
    let worker: INestApplicationContext | undefined;

    beforeEach(async () => {
      newsroom = await testNewsroom({ CHUNK_SIZE: '10', RETRY_FIRST: '0.2', LEASE: '2' });
      receiver = await SmtpReceiver.start();
      queue = await backend.start();
    });
    afterEach(async () => {
      await worker?.close();
      worker = undefined;
      await receiver.stop();
      await newsroom.close();
      await queue.stop();
    });
    const start = async (overrides: Record<string, string> = {}) => {
      worker = await startWorker(
        newsroom.env({ SMTP_URL: `${receiver.url}?connections=4`, ...queue.settings, ...overrides }),
      );
    };
    const until = (id: number, holds: (row: Row) => boolean) => newsroom.until<Row>(ACCOUNT, [id], holds);

    it('sends nothing more once it is paused, and the rest when it is resumed', async () => {
      await newsroom.addReaders(200);
      receiver.options.replyDelayMs = 15;
      const { id } = await newsroom.arm();
      await start();
      await receiver.waitForMessages(20);
      await newsroom.dispatches.pause(desk, id);
      const paused = await until(id, (row) => row['transmitting'] === 0);
      const arrived = receiver.messages.length;
      expect(arrived).toBe(paused['accepted']);
      expect(arrived).toBeLessThan(200);
      await newsroom.dispatches.resume(desk, id);
      await until(id, (row) => row.state === 'finished');
      expect(receiver.messages).toHaveLength(200);
      expect(new Set(receiver.messages.map((mail) => mail.to[0])).size).toBe(200);
    });

    it('cancels the unsent when it is stopped, and the account still adds up', async () => {
      await newsroom.addReaders(200);
      receiver.options.replyDelayMs = 15;
      const { id } = await newsroom.arm();
      await start();
      await receiver.waitForMessages(20);
      await newsroom.dispatches.stop(desk, id);
      const row = await until(id, (now) => now['transmitting'] === 0 && now['pending'] === 0);
      expect(Number(row['accepted']) + Number(row['cancelled'])).toBe(200);
      expect(receiver.messages).toHaveLength(Number(row['accepted']));
    });

    it('asks a person when it would start late', async () => {
      await newsroom.addReaders(5);
      const dispatch = await newsroom.arm({ liftIn: 0.2 });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await start({ LATE_LIMIT: '1' });
      const held = await until(dispatch.id, (row) => row.state === 'held');
      expect(held['reason']).toBe('late');
      expect(receiver.messages).toHaveLength(0);
      await newsroom.dispatches.resume(desk, dispatch.id);
      await until(dispatch.id, (row) => row.state === 'finished');
      expect(receiver.messages).toHaveLength(5);
    });

    it('does not send when the text was changed after the approval', async () => {
      await newsroom.addReaders(5);
      const dispatch = await newsroom.arm({ liftIn: 1.5 });
      await newsroom.db.query(`update release_version set headline = 'Altered' where id = $1`, [
        dispatch.versionId,
      ]);
      await start();
      await newsroom.until(
        `select gate($1, 'general', interval '1 hour') as gate`,
        [dispatch.id],
        (row: { gate: string }) => row.gate === 'approval',
      );
      await until(dispatch.id, (row) => row.state === 'armed' && row['frozen'] === 5);
      expect(receiver.messages).toHaveLength(0);
    });

    it('holds when the worker’s clock differs from the database’s', async () => {
      await newsroom.addReaders(5);
      const { id } = await newsroom.arm();
      await start({ CLOCK_SKEW_LIMIT: '0.000001' });
      await until(id, (row) => row['frozen'] === 5);
      const seen = await newsroom.until<{ n: number }>(
        'select count(*)::int as n from worker_seen',
        [],
        (row) => row.n === 1,
      );
      expect(seen.n).toBe(1);
      expect(receiver.messages).toHaveLength(0);
    });

    it('tries deferred recipients again and refuses the refused, each once', async () => {
      await newsroom.addReaders(30);
      receiver.rule({ at: 'rcpt', to: /^r1@/, reply: '550 5.1.1 no such user' });
      receiver.rule({ at: 'rcpt', to: /^r2@/, times: 1, reply: '450 4.2.0 greylisted' });
      receiver.rule({ at: 'dot', to: /^r3@/, times: 1, reply: '451 4.3.0 later' });
      receiver.rule({ at: 'dot', to: /^r4@/, reply: '552 5.3.4 too large' });
      const { id } = await newsroom.arm();
      await start();
      const row = await until(id, (now) => now.state === 'finished');
      expect(row).toMatchObject({ accepted: 28, refused: 2, in_doubt: 0 });
      expect(receiver.messages).toHaveLength(28);
    });

    it('refuses with the last reply what was deferred for longer than the limit', async () => {
      await newsroom.addReaders(5);
      receiver.rule({ at: 'rcpt', to: /^r1@/, reply: '450 4.2.1 come back tomorrow' });
      const { id } = await newsroom.arm();
      await start({ RETRY_LIMIT: '2' });
      expect(await until(id, (row) => row.state === 'finished')).toMatchObject({ accepted: 4, refused: 1 });
      const [row] = await newsroom.db.query(
        `select attempt, reply_text from delivery where state = 'refused'`,
      );
      expect(row.reply_text).toContain('come back tomorrow');
      expect(row.attempt).toBeGreaterThan(1);
    });

    it('stops trying when the release’s own end of sending passes', async () => {
      await newsroom.addReaders(5);
      receiver.rule({ at: 'rcpt', to: /^r1@/, reply: '450 4.2.1 come back tomorrow' });
      const { id } = await newsroom.arm({ stopAfterIn: 4 });
      await start();
      const row = await until(id, (now) => Number(now['refused']) + Number(now['cancelled']) === 1);
      expect(row).toMatchObject({ accepted: 4, refused: 1 });
    });

    it('lets a domain that defers everything wait, while all others are served', async () => {
      await newsroom.addReaders(60, ['slow.example', 'quick.example']);
      receiver.rule({ at: 'rcpt', domain: 'slow.example', reply: '451 4.7.1 try again later' });
      const { id } = await newsroom.arm();
      await start({ RETRY_FIRST: '600' });
      const row = await until(id, (now) => Number(now['accepted']) === 30);
      expect(receiver.messages.every((mail) => mail.to[0]?.endsWith('@quick.example'))).toBe(true);
      expect(Number(row['refused']) + Number(row['in_doubt'])).toBe(0);
    });

    it('says in doubt when the reply to the final dot is lost, and never sends such a mail again by itself', async () => {
      await newsroom.addReaders(30);
      receiver.rule({ at: 'dot', to: /^r7@/, keep: true, then: 'reset' });
      const { id } = await newsroom.arm();
      await start();
      const row = await until(id, (now) => now.state === 'finished');
      expect(row).toMatchObject({ accepted: 29, in_doubt: 1 });
      expect(receiver.messages).toHaveLength(30);
    });

    it('sends a mail in doubt again only when a person says so, with the same Message-ID', async () => {
      await newsroom.addReaders(10);
      receiver.rule({ at: 'dot', to: /^r7@/, times: 1, keep: true, then: 'reset' });
      const { id } = await newsroom.arm();
      await start();
      await until(id, (now) => now.state === 'finished');
      expect(await newsroom.dispatches.resendDoubtful(desk, id, 'all')).toBe(1);
      await until(id, (now) => now['accepted'] === 10);
      const twice = receiver.messages.filter((mail) => mail.to[0]?.startsWith('r7@'));
      expect(twice).toHaveLength(2);
      expect(twice[0]?.messageId).toBe(twice[1]?.messageId);
      expect(twice[0]?.raw.equals(twice[1]?.raw as Buffer)).toBe(true);
    });

    it('leaves out whoever unsubscribed between freeze and lift', async () => {
      await newsroom.addReaders(10);
      const dispatch = await newsroom.arm({ liftIn: 2 });
      await start();
      await until(dispatch.id, (row) => row['frozen'] === 10);
      await newsroom.db.query(
        `update subscription set state = 'left' where contact_id = (select id from contact where email like 'r5@%')`,
      );
      await newsroom.db.query(
        `insert into suppression (email_hash, email, reason, source)
       select email_hash(email_key), email, 'objection', 'test' from contact where email like 'r6@%'`,
      );
      const row = await until(dispatch.id, (now) => now.state === 'finished');
      expect(row).toMatchObject({ accepted: 8, suppressed: 2 });
      expect(receiver.messages.some((mail) => /^r[56]@/.test(mail.to[0] ?? ''))).toBe(false);
    });

    it('certifies that nothing left before the lift, and notices an altered certificate', async () => {
      await newsroom.addReaders(20);
      const dispatch = await newsroom.arm({ liftIn: 1.5 });
      await start();
      await until(dispatch.id, (row) => row.state === 'finished');
      const certificate = await certificateOf(newsroom.db.manager, dispatch.id, parseSecrets(TEST_SECRET));
      expect(problemsOfCertificate(certificate, certificate.publicKey)).toEqual([]);
      expect(certificate.statement.totals).toMatchObject({ frozen: 20, accepted: 20, beforeTheirTime: 0 });
      expect(certificate.statement.totals.firstAcceptedSecondsAfterLift).toBeGreaterThan(0);
      const recipient = certificate.statement.recipients[0];
      if (recipient) recipient.email = 'someone@else.example';
      expect(problemsOfCertificate(certificate)).toHaveLength(1);
    });

    it('threads a correction to the original and sends it to exactly those who received that', async () => {
      await newsroom.addReaders(10);
      receiver.rule({ at: 'rcpt', to: /^r1@/, reply: '550 5.1.1 no such user' });
      const original = await newsroom.arm();
      await start();
      await until(original.id, (row) => row.state === 'finished');
      await newsroom.addReaders(20);
      const [version] = await newsroom.db.query(`select release_id from release_version where id = $1`, [
        original.versionId,
      ]);
      const correction = await newsroom.arm({ releaseId: version.release_id, kind: 'correction' });
      const row = await until(correction.id, (now) => now.state === 'finished');
      expect(row).toMatchObject({ frozen: 9, accepted: 9 });
      const originals = new Map(receiver.messages.slice(0, 9).map((mail) => [mail.to[0], mail.messageId]));
      for (const mail of receiver.messages.slice(9)) {
        expect(mail.header('in-reply-to')).toBe(originals.get(mail.to[0]));
        expect(mail.header('subject')).toMatch(/^CORRECTION/i);
      }
    });
  });
}
