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

  it('writes everybody once, in chunks that lose nobody', async () => {
    const { dispatchId, addresses } = await frozen();
    expect(new Set(addresses).size).toBe(READERS);
    const chunks = await newsroom.db.query<{ number: number; n: number }[]>(
      `select number, (select count(*)::int from delivery d
          where d.dispatch_id = c.dispatch_id and d.tier = c.tier and d.chunk = c.number) as n
         from delivery_chunk c where dispatch_id = $1 order by number`,
      [dispatchId],
    );
    expect(chunks).toEqual(Array.from({ length: READERS / CHUNK }, (_, number) => ({ number, n: CHUNK })));
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
