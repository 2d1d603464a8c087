import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { proveAccepted } from '../../../src/bounces/keep-bounce.js';
import { verifyRecord } from '../../../src/audit/verify-record.js';
import { freezeTier } from '../../../src/dispatch/freeze.js';
import { desk, type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';

/** The parts of `step` that say what became of one mail, and which one is to begin. */
interface Step {
  settle?: { id: number; epoch: number };
  begin?: { id: number; epoch: number; attempt: number };
}

describe('the seal of a chunk', () => {
  let newsroom: TestNewsroom;
  let dispatchId: number;
  let ids: number[];
  beforeEach(async () => {
    newsroom = await testNewsroom();
    await newsroom.addReaders(4);
    dispatchId = (await newsroom.arm()).id;
    await newsroom.db.transaction((manager) => freezeTier(manager, { dispatchId, tier: 'general' }, 50));
    const rows = await newsroom.db.query<{ id: number }[]>('select id from delivery order by id');
    ids = rows.map((row) => row.id);
  });
  afterEach(() => newsroom.close());

  it('holds when a late result is committed in the moment in which another worker gives the chunk back', async () => {
    const late = await fencedWorker();
    const epoch = await claim('second');
    await step(newsroom.db, 'second', { begin: { id: ids[1]!, epoch, attempt: 0 } });
    await late.query('begin');
    await step(late, 'first', { settle: { id: ids[0]!, epoch: 1 } });
    await step(newsroom.db, 'second', { settle: { id: ids[1]!, epoch } });
    await newsroom.db.query(`select close_chunk($1, 'general', 0, 'second', $2)`, [dispatchId, epoch]);
    await late.query('commit');
    await late.end();
    expect(await stateOf(ids[0]!)).toBe('accepted');
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
    await tamperWith(`update delivery_event set worker = 'nobody' where delivery_id = ${ids[1]}`);
    expect((await verifyRecord(newsroom.db)).firstBroken?.reason).toBe('seal broken');
  });

  it.each([
    ['altered', (id: number) => `update delivery_event set reply_text = 'other' where delivery_id = ${id}`],
    ['removed', (id: number) => `delete from delivery_event where delivery_id = ${id}`],
    [
      'inserted',
      (id: number) =>
        `insert into delivery_event (delivery_id, dispatch_id, attempt, state, written_by)
         select delivery_id, dispatch_id, attempt, state, written_by from delivery_event where delivery_id = ${id}`,
    ],
    ['given to somebody else', (id: number) => `update delivery set email = 'x@y.example' where id = ${id}`],
  ])('is broken when one of its events was %s', async (_, sql) => {
    const epoch = await claim('first');
    await step(newsroom.db, 'first', { begin: { id: ids[0]!, epoch, attempt: 0 } });
    await step(newsroom.db, 'first', { settle: { id: ids[0]!, epoch } });
    await newsroom.db.query(`select close_chunk($1, 'general', 0, 'first', $2)`, [dispatchId, epoch]);
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
    await tamperWith(sql(ids[0]!));
    expect((await verifyRecord(newsroom.db)).firstBroken?.reason).toBe('seal broken');
  });

  it.each<[string, (id: number) => string, string, string]>([
    [
      'an event is put in behind the seal',
      (id) =>
        `insert into delivery_event (delivery_id, dispatch_id, attempt, state) values (${id}, ${dispatchId}, 1, 'refused')`,
      'delivery',
      'contradicts the record',
    ],
    [
      'an event is put in behind the seal and the delivery made to fit',
      (id) =>
        `with forged as (insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_code, reply_text)
           values (${id}, ${dispatchId}, 1, 'refused', 550, 'no'))
         update delivery set state = 'refused', reply_code = 550, reply_text = 'no', settled_at = now() where id = ${id}`,
      'delivery_event',
      'not sealed',
    ],
    [
      'an event of nobody is put in',
      () =>
        `insert into delivery_event (delivery_id, dispatch_id, attempt, state) values (999999, ${dispatchId}, 1, 'accepted')`,
      'delivery_event',
      'not sealed',
    ],
    [
      'a delivery says refused',
      (id) => `update delivery set state = 'refused' where id = ${id}`,
      'delivery',
      'contradicts the record',
    ],
    [
      'a delivery gives another reply',
      (id) => `update delivery set reply_text = 'Not ok' where id = ${id}`,
      'delivery',
      'contradicts the record',
    ],
    [
      'a delivery was settled at another time',
      (id) => `update delivery set settled_at = settled_at + interval '1 hour' where id = ${id}`,
      'delivery',
      'contradicts the record',
    ],
    [
      'a delivery was transmitted after its reply',
      (id) => `update delivery set transmitting_at = settled_at + interval '1 s' where id = ${id}`,
      'delivery',
      'contradicts the record',
    ],
    [
      'a delivery says accepted of which nothing is told',
      () =>
        `update delivery set state = 'accepted', attempt = 1, claimed_at = now(), transmitting_at = now(), settled_at = now(),
                reply_code = 250, reply_text = 'Ok' where id = ${ids[1]}`,
      'delivery',
      'contradicts the record',
    ],
    [
      'the lift is moved past the record',
      () => `update dispatch set lift_at = lift_at - interval '1 hour'`,
      'dispatch',
      'contradicts the record',
    ],
    [
      'another approval is put in',
      () => `update dispatch set approval_hash = '\\x00'`,
      'dispatch',
      'contradicts the record',
    ],
  ])('is not all that is looked at: it shows when %s', async (_, sql, table, reason) => {
    const epoch = await claim('first');
    await step(newsroom.db, 'first', { begin: { id: ids[0]!, epoch, attempt: 0 } });
    await step(newsroom.db, 'first', { settle: { id: ids[0]!, epoch } });
    await newsroom.db.query(`select close_chunk($1, 'general', 0, 'first', $2)`, [dispatchId, epoch]);
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
    await tamperWith(sql(ids[0]!));
    const { firstBroken } = await verifyRecord(newsroom.db);
    expect(firstBroken).toMatchObject({ table, reason });
    if (table === 'delivery_event') {
      const [last] = await newsroom.db.query<{ id: number }[]>('select max(id) as id from delivery_event');
      expect(firstBroken?.id).toBe(last!.id);
    }
  });

  it.each([
    ['removed', `delete from delivery where id = (select max(id) from delivery)`],
    [
      'put in',
      `insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain)
       select dispatch_id, tier, chunk, 999, 'x@y.example', 'y.example' from delivery limit 1`,
    ],
  ])(
    'is not all that is looked at: it shows when a recipient to whom nothing happened is %s',
    async (_, sql) => {
      await newsroom.db.query(
        `insert into audit_entry (actor, action, subject_type, subject_id, detail)
       values ('system:sweep', 'dispatch.frozen', 'dispatch', $1, '{"tier": "general", "recipients": 4}')`,
        [dispatchId],
      );
      expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
      await tamperWith(sql);
      expect((await verifyRecord(newsroom.db)).firstBroken).toMatchObject({
        table: 'dispatch',
        id: dispatchId,
      });
    },
  );

  it('covers what evidence says of a mail in doubt when no worker has its chunk', async () => {
    const late = await fencedWorker();
    await late.end();
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
    await newsroom.db.transaction((manager) => proveAccepted(manager, ids[0]!, 'A bounce names it.'));
    expect(await stateOf(ids[0]!)).toBe('accepted');
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
    await tamperWith(`delete from delivery_event where id = (select max(id) from delivery_event)`);
    expect((await verifyRecord(newsroom.db)).firstBroken?.reason).toBe('seal broken');
  });

  it('holds when the version is armed again after somebody was left out', async () => {
    await newsroom.db.query(
      `insert into suppression (email_hash, email, reason, source)
       select email_hash(email_key), email, 'objection', 'test' from contact order by id limit 1`,
    );
    const epoch = await claim('first');
    await newsroom.db.query(`select close_chunk($1, 'general', 0, 'first', $2)`, [dispatchId, epoch]);
    const [old] = await newsroom.db.query<{ version_id: number }[]>('select version_id from dispatch');
    await newsroom.db.query('update approval set voided_at = now()');
    await newsroom.db.query(
      'insert into approval (version_id, hash, approved_by) select id, content_hash, 1 from release_version',
    );
    await newsroom.dispatches.arm(desk, old!.version_id);
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
    const states = await newsroom.db.query<{ state: string }[]>('select state from dispatch order by id');
    expect(states.map((row) => row.state)).toEqual(['stopped', 'armed']);
  });

  it('reads the events of its own chunk and no others, whatever the planner believes of joins', async () => {
    await newsroom.db.query(
      `with others as (
         insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain)
         select $1, 'general', 1 + n / 50, 1000 + n, 'x' || n || '@y.example', 'y.example' from generate_series(0, 4999) n
         returning id)
       insert into delivery_event (delivery_id, dispatch_id, attempt, state) select id, $1, 1, 'accepted' from others`,
      [dispatchId],
    );
    await newsroom.db.query('analyze delivery, delivery_event');
    const epoch = await claim('first');
    await step(newsroom.db, 'first', { begin: { id: ids[0]!, epoch, attempt: 0 } });
    await step(newsroom.db, 'first', { settle: { id: ids[0]!, epoch } });
    const read = await newsroom.db.transaction(async (manager) => {
      await manager.query('set local enable_nestloop = off');
      const [sealed] = await manager.query<{ events: number }[]>(
        `select events from committed_events(int8multirange(int8range($1, $2, '[]')), null, null)`,
        [Math.min(...ids), Math.max(...ids)],
      );
      expect(sealed!.events).toBe(1);
      const [row] = await manager.query<{ read: number }[]>(
        `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_xact_user_tables
          where relname in ('delivery', 'delivery_event')`,
      );
      return row!.read;
    });
    expect(read).toBeLessThan(100);
  });

  /** A worker that began a mail, lost its lease and does not know; its connection. */
  async function fencedWorker(): Promise<pg.Client> {
    const epoch = await claim('first');
    expect(epoch).toBe(1);
    await step(newsroom.db, 'first', { begin: { id: ids[0]!, epoch, attempt: 0 } });
    await newsroom.db.query(`update delivery_chunk set lease_until = now() - interval '1 s'`);
    await newsroom.db.query(`select reap_chunk($1, 'general', 0)`, [dispatchId]);
    expect(await stateOf(ids[0]!)).toBe('in_doubt');
    const client = new pg.Client(newsroom.url);
    await client.connect();
    return client;
  }

  async function claim(worker: string): Promise<number> {
    const [row] = await newsroom.db.query<{ refusal: string | null; epoch: number }[]>(
      `select refusal, epoch from claim_chunk($1, 'general', 0, $2, clock_timestamp(), '1 h', '1 h', '2 s')`,
      [dispatchId, worker],
    );
    expect(row?.refusal).toBeNull();
    return row?.epoch ?? 0;
  }

  async function step(
    connection: { query(sql: string, values: unknown[]): Promise<unknown> },
    worker: string,
    { settle, begin }: Step,
  ): Promise<void> {
    await connection.query(
      `select went from step($1, '1 h', '1 h', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        worker,
        ...(settle
          ? [[settle.id], [1], [settle.epoch], [true], ['accepted'], [250], ['Ok'], [null]]
          : none(8)),
        dispatchId,
        'general',
        ...(begin ? [[begin.id], [0], [begin.attempt], [begin.epoch]] : none(4)),
      ],
    );
  }

  const none = (count: number) => Array.from({ length: count }, () => []);

  async function stateOf(id: number): Promise<string | undefined> {
    const [row] = await newsroom.db.query<{ state: string }[]>('select state from delivery where id = $1', [
      id,
    ]);
    return row?.state;
  }

  async function tamperWith(sql: string): Promise<void> {
    await newsroom.db.query('alter table delivery_event disable trigger user');
    await newsroom.db.query(sql);
  }
});
