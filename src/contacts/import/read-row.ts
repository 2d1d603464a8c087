import { DomainError } from '../../errors/domain-error.js';
import { canonicalLanguage, canonicalZone, countryName } from '../contact-input.js';
import { parseEmail } from '../email-address.js';
import type { ImportField } from './match-columns.js';

/** One journalist of a file. Null and empty: the file does not say. */
export interface ImportedContact {
  email: string;
  emailKey: string;
  name: string;
  outlet: string | null;
  role: string | null;
  beats: string[];
  languages: string[];
  country: string | null;
  timeZone: string | null;
  phone: string | null;
  notes: string | null;
  tags: string[];
}

export type RowReading = { contact: ImportedContact } | { refused: string };

const LONGEST: Partial<Record<ImportField, number>> = { notes: 10_000 };
const LONGEST_CELL = 200;
/** What a spreadsheet would run: nobody's name, and dangerous in the next export (OWASP: CSV injection). */
const FORMULA = /^\s*(?:[=@]|[+-](?:.*[|!]|\s*\p{L}+\())/u;

const names: Record<ImportField, string> = {
  email: 'e-mail address',
  name: 'name',
  firstName: 'first name',
  lastName: 'last name',
  outlet: 'outlet',
  role: 'role',
  beats: 'beats',
  languages: 'languages',
  country: 'country',
  timeZone: 'time zone',
  phone: 'phone',
  notes: 'notes',
  tags: 'tags',
};

/** Reads one row; `fields[i]` says what the cell at i is. A row is taken whole or refused with the first reason. */
export function readRow(cells: readonly string[], fields: readonly (ImportField | null)[]): RowReading {
  try {
    const extra =
      cells.length > fields.length && cells.slice(fields.length).some((cell) => cell.trim() !== '');
    if (extra) return { refused: 'This row has more values than the list has columns.' };
    return { contact: contactFrom(cellsByField(cells, fields)) };
  } catch (error) {
    if (error instanceof DomainError) return { refused: error.message };
    throw error;
  }
}

type Cells = Partial<Record<ImportField, string>>;

function cellsByField(cells: readonly string[], fields: readonly (ImportField | null)[]): Cells {
  const byField: Cells = {};
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at];
    const cell = cells[at];
    if (field && cell !== undefined && cell !== '') byField[field] = cleanCell(cell, field);
  }
  return byField;
}

function contactFrom(cells: Cells): ImportedContact {
  const { email, key } = parseEmail(cells.email ?? '');
  return {
    email,
    emailKey: key,
    name: cells.name ?? [cells.firstName, cells.lastName].filter(Boolean).join(' '),
    outlet: cells.outlet || null,
    role: cells.role || null,
    beats: listOf(cells.beats, 80),
    languages: listOf(cells.languages, 35).map(language),
    country: cells.country ? country(cells.country) : null,
    timeZone: cells.timeZone ? zone(cells.timeZone) : null,
    phone: cells.phone || null,
    notes: cells.notes || null,
    tags: listOf(cells.tags, 60),
  };
}

/** What needs no cleaning: printable ASCII that no spreadsheet runs. Nine cells of ten. */
const PLAIN = /^[A-Za-z0-9("'][ -~]*$/;

function cleanCell(cell: string, field: ImportField): string {
  if (cell.length <= LONGEST_CELL && PLAIN.test(cell)) return cell.endsWith(' ') ? cell.trimEnd() : cell;
  if (cell.includes('\0'))
    throw refusal(`The ${names[field]} contains a character that cannot be stored (NUL).`);
  const text = (field === 'notes' ? cell : cell.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '))
    .normalize('NFC')
    .trim();
  if (field === 'email') return text;
  if (text.length > (LONGEST[field] ?? LONGEST_CELL) && !isList(field))
    throw refusal(`The ${names[field]} is too long.`);
  if (FORMULA.test(text)) throw refusal(`The ${names[field]} looks like a spreadsheet formula.`);
  return text;
}

const isList = (field: ImportField) => field === 'beats' || field === 'tags' || field === 'languages';

const SEPARATOR = /[,;|،]/;

function listOf(cell: string | undefined, longest: number): string[] {
  if (!cell) return [];
  if (cell.length <= longest && !SEPARATOR.test(cell)) return [cell];
  const items = cell.split(SEPARATOR).map((item) => item.trim());
  if (items.length > 50 || items.some((item) => item.length > longest))
    throw refusal('A list in one cell is too long.');
  return [...new Set(items.filter(Boolean))];
}

const language = remembered(readLanguage);
const country = remembered(readCountry);
const zone = remembered(readZone);

/** A list of a million names few languages and countries; finding one takes longer than reading the rest of its row. */
function remembered(read: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = read(text);
    if (known.size < 5000) known.set(text, found);
    return found;
  };
}

function readLanguage(text: string): string {
  const code = /^\p{L}{2,3}(?:[-_][\p{L}\p{N}]{2,8})*$/u.test(text) ? canonicalLanguage(text) : undefined;
  const found = code ?? byName(languageByName, text);
  if (!found) throw refusal(`"${text.slice(0, 40)}" is not a language, such as es or Spanish.`);
  return found;
}

function readCountry(text: string): string {
  const code = text.toUpperCase();
  const found = countryName(code) === undefined ? byName(countryByName, text) : code;
  if (!found) throw refusal(`"${text.slice(0, 40)}" is not a country, such as US or Mexico.`);
  return found;
}

function readZone(text: string): string {
  const found = canonicalZone(text);
  if (!found) throw refusal(`"${text.slice(0, 40)}" is not a time zone, such as Europe/Madrid.`);
  return found;
}

function refusal(message: string): DomainError {
  return new DomainError('invalid', message);
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const countryByName = namesOf(
  'region',
  LETTERS.flatMap((a) => LETTERS.map((b) => a + b)),
);
const languageByName = namesOf(
  'language',
  LETTERS.flatMap((a) => LETTERS.map((b) => (a + b).toLowerCase())),
);

/** English, Spanish, French, German and Arabic names of every code. */
function namesOf(type: 'region' | 'language', codes: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const locale of ['ar', 'de', 'fr', 'es', 'en']) {
    const display = new Intl.DisplayNames(locale, { type, fallback: 'none' });
    for (const code of codes) {
      const name = display.of(code);
      if (name) found.set(name.toLowerCase(), code);
    }
  }
  return type === 'region' ? found.set('usa', 'US').set('uk', 'GB') : found;
}

function byName(known: Map<string, string>, text: string): string | undefined {
  return known.get(text.toLowerCase());
}
