import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { buildContact, buildOutlet } from '../../support/build-contacts.js';
import { openTestDatabase } from '../../support/press-list-database.js';

let source: DataSource;
let close: () => Promise<void>;
beforeAll(async () => ({ source, close } = await openTestDatabase()));
afterAll(() => close());
beforeEach(() => source.query('truncate contact, outlet cascade'));

const outletOf = async (id: number): Promise<number | null> => {
  const [row] = await source.query('select outlet_id as "outletId" from contact where id = $1', [id]);
  return row.outletId;
};

describe('the outlet of a contact, which no foreign key guards', () => {
  it('has to exist, for one contact and for many in one statement', async () => {
    const outlet = await buildOutlet(source);
    const many = (ids: number[]) =>
      source.query(
        `insert into contact (email, email_key, source, outlet_id)
         select 'n' || g || '@x.example', 'n' || g || '@x.example', 'test', ($1::bigint[])[1 + g % cardinality($1::bigint[])]
           from generate_series(1, 10) g`,
        [ids],
      );
    await expect(many([outlet.id, 999_999])).rejects.toThrow('does not exist');
    await many([outlet.id]);
    const contact = await buildContact(source);
    const move = (to: number) =>
      source.query('update contact set outlet_id = $1 where id = $2', [to, contact.id]);
    await expect(move(999_999)).rejects.toThrow('does not exist');
    await move(outlet.id);
    expect(await outletOf(contact.id)).toBe(outlet.id);
  });

  it('is taken from its contacts when it is deleted', async () => {
    const outlet = await buildOutlet(source);
    const contact = await buildContact(source, { outletId: outlet.id });
    await source.query('delete from outlet where id = $1', [outlet.id]);
    expect(await outletOf(contact.id)).toBeNull();
  });

  it('cannot be deleted past a contact that is being written', async () => {
    const outlet = await buildOutlet(source);
    const writing = source.createQueryRunner();
    await writing.startTransaction();
    const [{ id }] = await writing.query(
      `insert into contact (email, email_key, source, outlet_id) values ('a@x.example', 'a@x.example', 'test', $1) returning id`,
      [outlet.id],
    );
    const deleting = source.query('delete from outlet where id = $1', [outlet.id]);
    await untilSomebodyWaits();
    await writing.commitTransaction();
    await writing.release();
    await deleting;
    expect(await outletOf(id)).toBeNull();
  });
});

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const [{ n }] = await source.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (n > 0) return;
  }
}
