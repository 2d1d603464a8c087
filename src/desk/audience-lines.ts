import type { AudienceFilter } from '../contacts/audience.js';
import { invalid } from '../errors/domain-error.js';

/** What a line of the form can ask. The order is that of the form. */
export const LINE_FIELDS = {
  topics: 'follows one of the topics',
  beats: 'covers one of the beats',
  outlets: 'works at one of the outlets',
  outletKinds: 'works at an outlet of the kind',
  countries: 'is in one of the countries',
  languages: 'reads one of the languages',
  timeZones: 'is in one of the time zones',
  role: 'has a role containing',
  tags: 'has one of the tags',
  domains: 'has an address at one of the domains',
  sources: 'came to the list from',
  contacts: 'is one of the contacts number',
  frequency: 'asked for mails',
  trusted: 'has early access',
  subscribed: 'follows any topic',
  measured: 'agreed to opens being counted',
  addedWithinDays: 'was added within so many days',
  received: 'received a release within so many days, or ever',
  outletOpened: 'works at an outlet that opened a release within so many days, or ever',
  bounced: 'bounced within so many days, or ever',
} as const;
export type LineField = keyof typeof LINE_FIELDS;

/** One line: all lines of a group hold together; it is enough to be in one group. */
export interface AudienceLine {
  group: number;
  field: LineField;
  is: boolean;
  /** Values as a person writes them, separated by commas. */
  value: string;
}

type NamedField = 'topics' | 'beats' | 'outlets';
/** Ids of topics, beats and outlets by their names in lower case, and back. */
export type AudienceNames = Record<NamedField, { id: number; name: string }[]>;

/** @throws DomainError `invalid` at `lines` for a name nobody knows, a number that is none, or no line at all */
export function filterOf(lines: readonly AudienceLine[], names: AudienceNames): AudienceFilter {
  const groups = [...new Set(lines.map((line) => line.group))].sort((a, b) => a - b);
  const parts = groups.map((group) =>
    together(
      'all',
      lines.filter((line) => line.group === group).map((line) => partOf(line, names)),
    ),
  );
  if (parts.length === 0) throw invalid('lines', 'Choose at least one condition.');
  return together('any', parts);
}

/** The lines that make this filter, or null when it is nested deeper than lines can say. */
export function linesOf(filter: AudienceFilter, names: AudienceNames): AudienceLine[] | null {
  const groups = 'any' in filter ? filter.any : [filter];
  const lines = groups.flatMap((part, group) =>
    ('all' in part ? part.all : [part]).flatMap((each) => linesOfPart(each, group, names)),
  );
  return lines.every((line) => line !== null) ? lines : null;
}

function together(kind: 'all' | 'any', parts: AudienceFilter[]): AudienceFilter {
  if (parts.length === 1) return parts[0]!;
  return kind === 'all' ? { all: parts } : { any: parts };
}

function partOf(line: AudienceLine, names: AudienceNames): AudienceFilter {
  const condition = conditionOf(line, names);
  return line.is ? condition : { not: condition };
}

function conditionOf({ field, value }: AudienceLine, names: AudienceNames): AudienceFilter {
  switch (field) {
    case 'topics':
    case 'beats':
    case 'outlets':
      return { [field]: idsOf(field, value, names) } as AudienceFilter;
    case 'contacts':
      return { contacts: wordsOf(field, value).map((word) => numberOf(field, word)) };
    case 'trusted':
    case 'subscribed':
    case 'measured':
      return { [field]: true } as AudienceFilter;
    case 'addedWithinDays':
      return { addedWithinDays: numberOf(field, value.trim()) };
    case 'received':
    case 'outletOpened':
    case 'bounced': {
      const days = value.trim();
      return { [field]: days === '' ? {} : { withinDays: numberOf(field, days) } } as AudienceFilter;
    }
    case 'role':
      return { role: wordsOf(field, value).join(', ') };
    case 'frequency':
      return { frequency: value.trim() as 'each' };
    case 'countries':
      return { countries: wordsOf(field, value).map((word) => word.toUpperCase()) };
    default:
      return { [field]: wordsOf(field, value) } as AudienceFilter;
  }
}

function wordsOf(field: LineField, value: string): string[] {
  const words = value
    .split(/[,;]/)
    .map((word) => word.trim())
    .filter(Boolean);
  if (words.length === 0) throw invalid('lines', `Say what after “${LINE_FIELDS[field]}”.`);
  return [...new Set(words)];
}

function numberOf(field: LineField, word: string): number {
  if (/^[1-9]\d{0,14}$/.test(word)) return Number(word);
  throw invalid('lines', `“${word}” after “${LINE_FIELDS[field]}” is not a number.`);
}

/** Names may hold commas: the whole value is tried first. */
function idsOf(field: NamedField, value: string, names: AudienceNames): number[] {
  const byName = new Map(names[field].map(({ id, name }) => [name.toLowerCase(), id]));
  const whole = byName.get(value.trim().toLowerCase());
  if (whole !== undefined) return [whole];
  return wordsOf(field, value).map((word) => {
    const id = byName.get(word.toLowerCase());
    if (id === undefined) throw invalid('lines', `There is no “${word}” after “${LINE_FIELDS[field]}”.`);
    return id;
  });
}

function linesOfPart(part: AudienceFilter, group: number, names: AudienceNames): (AudienceLine | null)[] {
  if (!('not' in part)) return [lineOf(part, { group, is: true }, names)];
  const excluded = 'any' in part.not ? part.not.any : [part.not];
  return excluded.map((each) => lineOf(each, { group, is: false }, names));
}

function lineOf(
  filter: AudienceFilter,
  place: { group: number; is: boolean },
  names: AudienceNames,
): AudienceLine | null {
  const [[field, value]] = Object.entries(filter) as [[LineField, unknown]];
  if (!(field in LINE_FIELDS)) return null;
  const text = textOf(field, value, names);
  if (text === null) return null;
  return { ...place, is: value === false ? !place.is : place.is, field, value: text };
}

function textOf(field: LineField, value: unknown, names: AudienceNames): string | null {
  if (typeof value === 'boolean') return '';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return daysOf(value as Record<string, unknown>);
  if (field !== 'topics' && field !== 'beats' && field !== 'outlets') return joined(value.map(String));
  const found = (value as number[]).map((id) => names[field].find((each) => each.id === id)?.name);
  return found.length > 0 && found.every((name) => name !== undefined) ? joined(found) : null;
}

function daysOf(value: Record<string, unknown>): string | null {
  const { withinDays, ...others } = value;
  if (Object.keys(others).length > 0) return null;
  return withinDays === undefined ? '' : String(withinDays as number);
}

/** Null: a comma inside a value would be read as two; a single name is read whole. */
function joined(words: string[]): string | null {
  if (words.length === 0) return null;
  return words.length > 1 && words.some((word) => /[,;]/.test(word)) ? null : words.join(', ');
}
