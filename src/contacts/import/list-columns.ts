import type { ContactImport, ImportColumn, ImportSettings } from './contact-import.entity.js';
import type { ImportField } from './match-columns.js';

/** The database's `email_hash` of a row, which PostgreSQL would run as a query of its own for each. */
export const ROW_HASH = "sha256(convert_to(r.email_key, 'UTF8'))";

/**
 * What is left out without being refused: addresses of duplicates merged into another contact, and of people who left,
 * complained, objected or were erased and are not on the list any more. A list never brings them back.
 */
export const NOT_MERGED = 'not exists (select from contact_merge m where m.email_key = r.email_key)';
export const NOT_WITHDRAWN = `not exists (select from suppression s where s.email_hash = ${ROW_HASH} and s.lifted_at is null
  and s.reason in ('unsubscribed', 'complaint', 'objection', 'erased'))`;

/** How a column of the file fills one of the list, over rows r, outlets o and contacts c. */
export interface ListColumn {
  field: ImportField;
  name: string;
  value: string;
  isEmpty: string;
}

const SIMPLE: ListColumn[] = [
  { field: 'outlet', name: 'outlet_id', value: 'o.id', isEmpty: 'r.outlet is null' },
  ...(['role', 'country', 'phone', 'notes'] as const).map((name) => simple(name, name)),
  simple('timeZone', 'time_zone'),
  { field: 'name', name: 'name', value: 'r.name', isEmpty: `r.name = ''` },
  { field: 'languages', name: 'languages', value: 'r.languages', isEmpty: `r.languages = '{}'` },
];

function simple(field: ImportField, name: string): ListColumn {
  return { field, name, value: `r.${name}`, isEmpty: `r.${name} is null` };
}

export function isMapped(columns: ImportColumn[], field: ImportField): boolean {
  const same = field === 'name' ? ['name', 'firstName', 'lastName'] : [field];
  return columns.some((column) => column.field !== null && same.includes(column.field));
}

/** What a known contact's column becomes: the file's value, unless it is empty and the list knows more. */
export function kept(column: ListColumn, settings: ImportSettings): string {
  if (settings.emptyOverwrites) return column.value;
  return `case when ${column.isEmpty} then c.${column.name} else ${column.value} end`;
}

export function mapped(list: ContactImport): ListColumn[] {
  return SIMPLE.filter((column) => isMapped(list.columns, column.field));
}

/** Whether the file says something new of this column. An outlet that has yet to be made is new to everybody. */
export function isNews(column: ListColumn, settings: ImportSettings): string {
  const differs = `(${kept(column, settings)}) is distinct from c.${column.name}`;
  return column.field === 'outlet' ? `(${differs} or (r.outlet is not null and o.id is null))` : differs;
}

/** Over rows r, outlets o and contacts c: whether the file says anything new. */
export function differs(list: ContactImport): string {
  const news = mapped(list).map((column) => isNews(column, list.settings));
  return [...news, `not c.tags @> ${allTags(list)}`].join(' or ');
}

/** Those of the row and those that everybody in the list gets. */
export function allTags(list: ContactImport): string {
  const tags = list.settings.tags.map((tag) => `'${tag.replaceAll("'", "''")}'`).join(',');
  return `(r.tags || array[${tags}]::text[])`;
}
