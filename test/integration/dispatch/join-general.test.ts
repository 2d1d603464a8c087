import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freezeTier } from '../../../src/dispatch/freeze.js';
import { testNewsroom, type TestNewsroom } from '../../support/build-dispatch.js';
import { ChunkByHand } from '../../support/chunk-by-hand.js';

const READERS = 100;
const CHUNK = 50;

describe("Whoever leaves the early tier for everybody's after its freeze", () => {
  let newsroom: TestNewsroom;

  beforeAll(async () => {
    newsroom = await testNewsroom();
    await newsroom.addReaders(READERS);
  });

  afterAll(() => newsroom.close());

  /** Both tiers are open; the early one has one chunk, and these deliveries in it. */
  async function withEarlyChunk(): Promise<{ dispatchId: number; early: number[] }> {
    const { id } = await newsroom.arm({ liftIn: null });
    const key = { dispatchId: id, tier: 'general' as const };
    await newsroom.db.transaction((manager) => freezeTier(manager, key, CHUNK));
    const rows = await newsroom.db.query<{ id: number }[]>(
      `with tier as (
         insert into dispatch_tier (dispatch_id, tier, opens_at, frozen_at) values ($1, 'early', now(), now())
       ), chunk as (
         update delivery_chunk set tier = 'early' where dispatch_id = $1 and number = 1
       ), early as (
         update delivery set tier = 'early' where dispatch_id = $1 and chunk = 1 returning id)
       select id from early order by id`,
      [id],
    );
    return { dispatchId: id, early: rows.map((row) => row.id) };
  }

  async function join(dispatchId: number, ids: number[]): Promise<number[]> {
    const [row] = await newsroom.db.query<{ ids: number[] }[]>('select join_general($1, $2) as ids', [
      dispatchId,
      ids,
    ]);
    return row!.ids;
  }

  async function joined(dispatchId: number): Promise<number[]> {
    const rows = await newsroom.db.query<{ id: number }[]>(
      `select id from deliveries_of_chunk($1, 'general', -1) order by id`,
      [dispatchId],
    );
    return rows.map((row) => row.id);
  }

  it('is found in a chunk there, however often some come, and whoever is being sent stays', async () => {
    const { dispatchId, early } = await withEarlyChunk();
    await newsroom.db.query(`update delivery set state = 'transmitting' where id = $1`, [early[5]]);
    expect(await join(dispatchId, [early[30]!])).toEqual([early[30]]);
    expect(await join(dispatchId, [early[2]!, early[5]!])).toEqual([early[2]]);
    expect(await join(dispatchId, [early[40]!, early[30]!])).toEqual([early[40]]);
    expect(await join(dispatchId, [])).toEqual([]);
    expect(await joined(dispatchId)).toEqual([early[2], early[30], early[40]]);
    const lost = await newsroom.db.query(
      `select id from delivery d
        where dispatch_id = $1 and not exists (select from delivery_chunk c where in_chunk(d, c))`,
      [dispatchId],
    );
    expect(lost).toEqual([]);
  });

  it('does not stand in the way of the first claim of that chunk, nor it in theirs', async () => {
    const { dispatchId, early } = await withEarlyChunk();
    await join(dispatchId, [early[1]!]);
    const joining = newsroom.db.createQueryRunner();
    await joining.startTransaction();
    await joining.query(`select from dispatch_tier where dispatch_id = $1 and tier = 'general' for update`, [
      dispatchId,
    ]);
    const chunk = new ChunkByHand(newsroom.db, dispatchId, 'general', -1);
    const claimed = chunk.claim();
    await newsroom.until(
      `select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and position('claim_chunk' in query) > 0`,
      [],
      (row: { n: number }) => row.n === 1,
    );
    await joining.query('select join_general($1, $2)', [dispatchId, [early[3]]]);
    await joining.commitTransaction();
    await joining.release();
    await claimed;
    expect(await joined(dispatchId)).toEqual([early[1], early[3]]);
  });
});
