import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freezeTier } from '../../../src/dispatch/freeze.js';
import { testNewsroom, type TestNewsroom } from '../../support/build-dispatch.js';

/** Enough for large and small domains to mix, in chunks of fifty. */
const READERS = 600;
const CHUNK = 50;

describe('A freeze', () => {
  let newsroom: TestNewsroom;

  beforeAll(async () => {
    newsroom = await testNewsroom();
    await newsroom.addReaders(READERS, ['large.example', 'large.example', 'large.example', 'small.example']);
  });

  afterAll(() => newsroom.close());

  async function frozen(): Promise<{ dispatchId: number; addresses: string[] }> {
    const { id } = await newsroom.arm({ liftIn: 3_600 });
    const key = { dispatchId: id, tier: 'general' as const };
    expect(await newsroom.db.transaction((manager) => freezeTier(manager, key, CHUNK))).toBe(READERS);
    const rows = await newsroom.db.query<{ email: string }[]>(
      `select email from delivery where dispatch_id = $1 order by id`,
      [id],
    );
    return { dispatchId: id, addresses: rows.map((row) => row.email) };
  }

  const write = (dispatchId: number, email: string) =>
    newsroom.db.query(
      `insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain, salt)
       select $1, 'general', 0, id, $2, 'large.example', '\\x00' from contact limit 1`,
      [dispatchId, email],
    );

  /** Of each chunk in turn. */
  const sizesOf = (dispatchId: number) =>
    newsroom.db.query<{ number: number; n: number }[]>(
      `select c.number, (select count(*)::int from deliveries_of_chunk(c.dispatch_id, c.tier, c.number)) as n
         from delivery_chunk c where dispatch_id = $1 order by number`,
      [dispatchId],
    );

  const inNoChunk = (dispatchId: number) =>
    newsroom.db.query(
      `select d.id from delivery d
        where dispatch_id = $1 and not exists (select from delivery_chunk c where in_chunk(d, c))`,
      [dispatchId],
    );

  it('writes everybody once, in chunks that lose nobody', async () => {
    const { dispatchId, addresses } = await frozen();
    expect(new Set(addresses).size).toBe(READERS);
    expect(await sizesOf(dispatchId)).toEqual(
      Array.from({ length: READERS / CHUNK }, (_, number) => ({ number, n: CHUNK })),
    );
  });

  it('loses nobody when other freezes take ids in between', async () => {
    await newsroom.db.query(
      `create function take_an_id() returns trigger language plpgsql as $$
       begin perform nextval('delivery_id_seq') from generate_series(1, ${CHUNK}); return new; end $$;
       create trigger take_an_id before insert on delivery for each row when (new.contact_id % 30 = 0)
         execute function take_an_id()`,
    );
    const { dispatchId, addresses } = await frozen();
    await newsroom.db.query('drop trigger take_an_id on delivery; drop function take_an_id()');
    const sizes = (await sizesOf(dispatchId)).map((chunk) => chunk.n);
    expect(sizes.length).toBeGreaterThan(READERS / CHUNK);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(CHUNK);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(READERS);
    expect(new Set(addresses).size).toBe(READERS);
    expect(await inNoChunk(dispatchId)).toEqual([]);
  });

  it('finds the recipients of a chunk without reading others, right after the freeze and in a small table too', async () => {
    const { dispatchId } = await frozen();
    const session = newsroom.db.createQueryRunner();
    const read = async (): Promise<number> => {
      const [row] = (await session.query(
        `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
           from pg_stat_xact_user_tables where relname = 'delivery'`,
      )) as { read: number }[];
      return row!.read;
    };
    try {
      await session.startTransaction();
      const before = await read();
      for (let time = 1; time <= 10; time += 1)
        await session.query(`select count(*) from deliveries_of_chunk($1, 'general', 2)`, [dispatchId]);
      expect((await read()) - before).toBeLessThanOrEqual(10 * CHUNK);
    } finally {
      await session.rollbackTransaction();
      await session.release();
    }
  });

  it('changes nothing when it is asked for again', async () => {
    const { dispatchId } = await frozen();
    const key = { dispatchId, tier: 'general' as const };
    expect(await newsroom.db.transaction((manager) => freezeTier(manager, key, CHUNK))).toBeNull();
  });

  it('draws another order for each dispatch', async () => {
    const [first, second] = [await frozen(), await frozen()];
    expect([...first.addresses].sort()).toEqual([...second.addresses].sort());
    expect(first.addresses.slice(0, 20)).not.toEqual(second.addresses.slice(0, 20));
  });

  it('has of a large domain some in every chunk and only some in each', async () => {
    const { dispatchId } = await frozen();
    const shares = await newsroom.db.query<{ large: number }[]>(
      `select count(*) filter (where domain = 'large.example')::int as large
         from delivery where dispatch_id = $1 group by chunk`,
      [dispatchId],
    );
    for (const { large } of shares) {
      // 37.5 expected, with a standard deviation of 3.
      expect(large).toBeGreaterThan(CHUNK * 0.4);
      expect(large).toBeLessThan(CHUNK);
    }
  });

  it('gives each delivery a salt of its own', async () => {
    await frozen();
    await frozen();
    const [salts] = await newsroom.db.query<{ all: number; distinct: number; shortest: number }[]>(
      `select count(*)::int as all, count(distinct salt)::int as distinct, min(length(salt))::int as shortest from delivery`,
    );
    expect(salts).toMatchObject({ distinct: salts!.all, shortest: 16 });
  });

  it('leaves a key that refuses a second delivery to an address in a dispatch, whoever writes it', async () => {
    const [first, second] = [await frozen(), await frozen()];
    await expect(write(first.dispatchId, first.addresses[0]!)).rejects.toThrow(
      /delivery_dispatch_id_lot_email_key/,
    );
    await write(first.dispatchId, 'new@large.example');
    await write(second.dispatchId, 'new@large.example');
    await expect(write(second.dispatchId, 'new@large.example')).rejects.toThrow(/duplicate key/);
  });
});
