import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { EntityManager } from 'typeorm';
import type { ContactView } from './contact-view.js';
import { type ContactSearch, searchContacts } from './search-contacts.js';

const AT_ONCE = 500;

const COLUMNS: Record<string, (contact: ContactView) => string> = {
  email: (c) => c.email,
  name: (c) => c.name,
  outlet: (c) => c.outlet?.name ?? '',
  role: (c) => c.role ?? '',
  beats: (c) => c.beats.map((beat) => beat.name).join('; '),
  languages: (c) => c.languages.join('; '),
  country: (c) => c.country ?? '',
  'time zone': (c) => c.timeZone ?? '',
  phone: (c) => c.phone ?? '',
  tags: (c) => c.tags.join('; '),
  notes: (c) => c.notes ?? '',
  source: (c) => c.source,
  'source at': (c) => c.sourceAt,
  suppressed: (c) => c.suppressed ?? '',
};

/** A selection as CSV that a spreadsheet opens as text: what it would run as a formula is quoted (OWASP: CSV injection). */
export function contactsAsCsv(manager: EntityManager, search: Omit<ContactSearch, 'limit'>): Readable {
  const rows = async function* () {
    for await (const contact of selection(manager, search))
      yield Object.values(COLUMNS).map((cell) => cell(contact));
  };
  const csv = stringify({ header: true, columns: Object.keys(COLUMNS), bom: true, escape_formulas: true });
  return Readable.from(rows())
    .on('error', (error: Error) => csv.destroy(error))
    .pipe(csv);
}

/** A selection as one JSON array. */
export function contactsAsJson(manager: EntityManager, search: Omit<ContactSearch, 'limit'>): Readable {
  return Readable.from(
    (async function* () {
      let separator = '[\n';
      for await (const contact of selection(manager, search)) {
        yield separator + JSON.stringify(contact);
        separator = ',\n';
      }
      yield separator === '[\n' ? '[]\n' : '\n]\n';
    })(),
  );
}

/** Page by page, so memory does not grow with the list. Contacts changed meanwhile show as they are when their page is read. */
async function* selection(
  manager: EntityManager,
  search: Omit<ContactSearch, 'limit'>,
): AsyncGenerator<ContactView> {
  let before = search.before;
  do {
    const page = await searchContacts(manager, {
      ...search,
      limit: AT_ONCE,
      ...(before !== undefined && { before }),
    });
    yield* page.contacts;
    before = page.next ?? undefined;
  } while (before !== undefined);
}
