import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { countMatches } from '../../../src/contacts/count-matches.js';
import { searchContacts } from '../../../src/contacts/search-contacts.js';
import { openTestDatabase } from '../../support/press-list-database.js';

let source: DataSource;
let close: () => Promise<void>;

/** Enough old ones for more than an index lists, then enough new ones that the walk from the newest does not reach them. */
const OLD = 31_000;
const NEW = 21_000;

beforeAll(async () => {
  ({ source, close } = await openTestDatabase());
  await source.query('truncate contact, outlet cascade');
  await source.query(`insert into outlet (name) values ('Old Herald'), ('New Courier'), ('Rare Gazette')`);
  await source.query(
    `insert into contact (email, email_key, source, name, outlet_id, tags)
     select 'n' || g || '@x.example', 'n' || g || '@x.example', 'test',
            case when g <= $1::int then 'Anna' else 'Berta' end || case when g in (7, 50000) then ' Quirin' else '' end,
            (select min(id) from outlet) + case when g = 31007 then 2 when g <= $1::int then 0 else 1 end,
            case when g % 1000 = 0 then '{round}'::text[] else '{}' end
       from generate_series(1, $1::int + $2::int) g`,
    [OLD, NEW],
  );
  await source.query('analyze contact, contact_search, outlet');
});
afterAll(() => close());

const found = async (q: string, more: object = {}): Promise<number[]> => {
  const { contacts } = await searchContacts(source.manager, { q, limit: 3, ...more });
  return contacts.map((contact) => Number(/\d+/.exec(contact.email)![0]));
};

describe('searching a long list', () => {
  it.each([
    ['a word of the newest', 'berta', [52_000, 51_999, 51_998]],
    ['a word that most of the old ones have and no new one', 'anna', [31_000, 30_999, 30_998]],
    ['a rare word', 'quirin', [50_000, 7]],
    ['a rare word with a common one', 'quirin anna', [7]],
    ['a rare word with the beginning of a common one', 'b quir', [50_000]],
    ['a common outlet of the newest', 'courier', [52_000, 51_999, 51_998]],
    ['an outlet of the old ones only', 'herald', [31_000, 30_999, 30_998]],
    ['part of the name of a rare outlet', 'are gaz', [31_007]],
    ['words that nobody has together', 'anna berta', []],
  ])('finds by %s exactly the newest', async (_, q, expected) => {
    expect(await found(q)).toEqual(expected);
  });

  it('goes on after a page without a gap, however many match', async () => {
    for (const q of ['anna', 'berta', 'herald', 'n3 b']) {
      const all = await found(q, { limit: 40 });
      const { next } = await searchContacts(source.manager, { q, limit: 20 });
      const pages = [...(await found(q, { limit: 20 })), ...(await found(q, { limit: 20, before: next! }))];
      expect([q, pages]).toEqual([q, all]);
    }
  });

  it('keeps to a filter, and finds all that fit it among many that match the text', async () => {
    const filter = { tags: ['round'] };
    const rounds = (from: number, to: number) =>
      Array.from({ length: (from - to) / 1000 + 1 }, (_, n) => from - n * 1000);
    expect(await found('anna', { filter, limit: 100 })).toEqual(rounds(31_000, 1000));
    expect(await found('courier', { filter, limit: 100 })).toEqual(rounds(52_000, 32_000));
  });
});

describe('counting what a text finds in a long list', () => {
  it('comes near, and says that it is about', async () => {
    const near = async (text: string) => {
      const { count, isExact } = (await countMatches(source.manager, text))!;
      expect(isExact).toBe(false);
      return count;
    };
    const within = (count: number, of: number) => Math.abs(count - of) < of / 2;
    expect(within(await near('anna'), OLD)).toBe(true);
    expect(within(await near('courier'), NEW)).toBe(true);
    expect(within(await near(''), OLD + NEW)).toBe(true);
    expect(await near('anna')).toBe(await near('anna'));
  });

  it('does not pretend to know of few among many', async () => {
    expect(await countMatches(source.manager, 'quirin')).toBeNull();
  });
});
