import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { desk } from '../support/build-dispatch.js';
import type { FaultBackend } from '../support/fault-queue.js';
import { FaultRun, LONGEST, RECIPIENTS } from '../support/fault-run.js';
import { printFaults } from '../support/fault-table.js';

jest.setTimeout(LONGEST);

/** ms between DATA and 354: what is committed meanwhile comes after the claim and before the transmission. */
const SLOW = 1500;
const SEEN = 'select count(*)::int as n from delivery_chunk where lease_until is not null';

export function describeLastMoment(backend: FaultBackend): void {
  describe(`what is forbidden between the claim and the transmission, jobs in ${backend.name}`, () => {
    let run: FaultRun;
    afterEach(() => run.close());
    afterAll(printFaults);

    /** Workers have claimed chunks, named recipients to the server, and wait for its 354. */
    async function atTheLastMoment(recipients = 40) {
      run = await FaultRun.prepare({ backend, recipients, settings: { CHUNK_SIZE: '40' } });
      run.receiver.options.replyDelayMs = SLOW;
      const dispatch = await run.arm();
      run.startWorker();
      await run.until(SEEN, [], (row: { n: number }) => row.n > 0);
      await run.receiver.waitFor(() => run.receiver.commands.some((line) => line.endsWith('DATA')), 'DATA');
      return dispatch;
    }
    const oneOf = () => {
      const line = run.receiver.commands.find((each) => each.includes('RCPT TO')) ?? '';
      return /<(.+)>/.exec(line)?.[1] ?? '';
    };

    it.each([
      [
        'an unsubscription',
        (db: DataSource, email: string) =>
          db.query(
            `with gate as materialized (select forbid())
           update subscription set state = 'left' from gate
            where contact_id = (select id from contact where email = $1)`,
            [email],
          ),
      ],
      [
        'a suppression',
        (db: DataSource, email: string) =>
          db.query(
            `insert into suppression (email_hash, email, reason, source)
           select email_hash(email_key), email, 'hard_bounce', 'test' from contact where email = $1`,
            [email],
          ),
      ],
      [
        "the journalist's own pause",
        (db: DataSource, email: string) =>
          db.query(`update contact set pause_until = now() + interval '1 day' where email = $1`, [email]),
      ],
      [
        'an erasure',
        (db: DataSource, email: string) => db.query(`delete from contact where email = $1`, [email]),
      ],
    ])('%s wins', async (what, forbid) => {
      const dispatch = await atTheLastMoment();
      const email = oneOf();
      await forbid(run.newsroom.db, email);
      run.receiver.options.replyDelayMs = 0;
      const result = await run.conclude(`${what} between claim and transmission`, dispatch);
      expect(result).toMatchObject({ accepted: 39, others: 1 });
      expect(run.receiver.messagesTo(email)).toHaveLength(0);
    });

    it('a stop wins, and cancels all', async () => {
      const dispatch = await atTheLastMoment();
      await run.newsroom.dispatches.stop(desk, dispatch.id);
      const result = await run.conclude('a stop between claim and transmission', dispatch, 'stopped');
      expect(result).toMatchObject({ accepted: 0, others: 40 });
      expect(run.receiver.messages).toHaveLength(0);
    });

    it('a voided approval wins, and nothing leaves until a person acts', async () => {
      const dispatch = await atTheLastMoment();
      await run.newsroom.db.query(`update approval set voided_at = now(), void_reason = 'test'`);
      run.receiver.options.replyDelayMs = 0;
      await run.until(SEEN, [], (row: { n: number }) => row.n === 0);
      expect(run.receiver.messages).toHaveLength(0);
      await run.newsroom.dispatches.stop(desk, dispatch.id);
      await run.conclude('approval voided between claim and transmission', dispatch, 'stopped');
    });

    it('an embargo that is moved back wins, and then everything goes at the new time', async () => {
      const dispatch = await atTheLastMoment();
      await run.newsroom.db.query(
        `with later as (update dispatch set lift_at = now() + interval '4 seconds' where id = $1 returning *),
         told as (
           insert into audit_entry (actor, action, subject_type, subject_id, detail)
           select 'user:1', 'dispatch.armed', 'dispatch', id::text,
                  jsonb_build_object('liftAt', lift_at, 'approvalHash', encode(approval_hash, 'hex')) from later)
       update dispatch_tier set opens_at = lift_at from later where dispatch_id = $1`,
        [dispatch.id],
      );
      run.receiver.options.replyDelayMs = 0;
      const result = await run.conclude('embargo moved back while workers claim', dispatch);
      expect(result.accepted).toBe(40);
    });

    it('a pause in the middle holds, and a resume sends the rest once', async () => {
      run = await FaultRun.prepare({ backend });
      run.slow();
      const dispatch = await run.arm();
      run.startWorkers(2);
      for (let part = 1; part <= 3; part += 1) {
        await run.untilArrived((part * RECIPIENTS) / 4);
        await run.newsroom.dispatches.pause(desk, dispatch.id);
        await run.until(
          'select transmitting::int as n from dispatch_account',
          [],
          (row: { n: number }) => row.n === 0,
        );
        await run.newsroom.dispatches.resume(desk, dispatch.id);
      }
      const result = await run.conclude('paused and resumed three times', dispatch);
      expect(result.accepted).toBe(RECIPIENTS);
    });
  });
}
