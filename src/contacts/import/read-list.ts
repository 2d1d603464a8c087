import { DomainError } from '../../errors/domain-error.js';
import type { ImportColumn } from './contact-import.entity.js';
import { type ImportField, importFields, matchColumns } from './match-columns.js';
import { parseEmail } from '../email-address.js';
import { openTable, type TableFormat } from './read-table.js';
import { type ImportedContact, readRow } from './read-row.js';
import { SeenKeys } from './seen-keys.js';

export interface RefusedRow {
  line: number;
  /** The reason. */
  refused: string;
  cells: string[];
}
export type ListRow = { line: number; contact: ImportedContact } | RefusedRow;

export interface List {
  format: TableFormat;
  columns: ImportColumn[];
  /** Every row below the titles, but empty ones. Lines count from 1, the titles included, as a spreadsheet shows them. */
  batches: AsyncIterable<ListRow[]>;
}

export interface ListHead {
  format: TableFormat;
  columns: ImportColumn[];
  /** Why these columns make no list; null: they do. */
  trouble: DomainError | null;
}

const SAMPLE_ROWS = 5;
const LONGEST_SAMPLE = 60;

/**
 * The titles of a file with what each column is and the first values under it, for a person to correct.
 * `corrected` says for each column what it is, as a person decided; absent: by the titles.
 * @throws DomainError `invalid` for a file that is no list
 */
export async function readHead(path: string, corrected?: (ImportField | null)[]): Promise<ListHead> {
  const table = await openTable(path);
  const rows = await firstRows(table.batches);
  const titles = rows[0] ?? [];
  const values = hasTitles(titles) ? rows.slice(1) : rows;
  const columns = columnsOf(titles).map((column, at) => ({
    ...column,
    field: corrected ? (corrected[at] ?? null) : column.field,
    sample: values.slice(0, SAMPLE_ROWS).map((cells) => shown(cells[at])),
  }));
  return { format: table.format, columns, trouble: troubleWith(columns) };
}

/** Reads a whole list by the columns of its head. Whatever is wrong with the file is thrown while it is read. */
export function readList(path: string, { format, columns }: ListHead): List {
  return {
    format,
    columns,
    batches: rowsOf(
      path,
      columns.map((column) => column.field),
    ),
  };
}

async function firstRows(batches: AsyncIterable<string[][]>): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const batch of batches) {
    rows.push(...batch.slice(0, SAMPLE_ROWS + 1));
    if (rows.length > SAMPLE_ROWS) break;
  }
  return rows;
}

function shown(cell: string | undefined): string {
  return (cell ?? '')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_SAMPLE);
}

async function* rowsOf(path: string, fields: (ImportField | null)[]): AsyncGenerator<ListRow[]> {
  const seen = new SeenKeys();
  let line = 0;
  for await (const batch of (await openTable(path)).batches) {
    const rows: ListRow[] = [];
    for (const cells of batch) {
      line += 1;
      if ((line === 1 && hasTitles(cells)) || cells.every(isBlank)) continue;
      rows.push(rowFrom(cells, line, fields, seen));
    }
    yield rows;
  }
}

function rowFrom(cells: string[], line: number, fields: (ImportField | null)[], seen: SeenKeys): ListRow {
  const reading = readRow(cells, fields);
  if ('refused' in reading) return { line, refused: reading.refused, cells };
  const before = seen.firstLine(reading.contact.emailKey, line);
  if (before === 0) return { line, contact: reading.contact };
  return { line, refused: `This address stands in row ${before} already.`, cells };
}

function isBlank(cell: string): boolean {
  return cell === '' || cell.trim() === '';
}

/** A list without titles has an address in its first row. */
function hasTitles(first: string[]): boolean {
  return !first.some(isAddress);
}

function columnsOf(first: string[]): ImportColumn[] {
  if (hasTitles(first)) {
    const fields = matchColumns(first);
    return first.map((title, at) => ({ title: title.trim().slice(0, 100), field: fields[at] ?? null }));
  }
  const email = first.findIndex(isAddress);
  return first.map((_, at) => ({ title: `Column ${at + 1}`, field: at === email ? 'email' : null }));
}

function isAddress(cell: string): boolean {
  try {
    return parseEmail(cell).email !== '';
  } catch {
    return false;
  }
}

function troubleWith(columns: ImportColumn[]): DomainError | null {
  for (const field of importFields) {
    const same = columns.filter((column) => column.field === field).map((column) => `"${column.title}"`);
    if (same.length > 1) {
      const named = same.slice(0, 20).join(' and ');
      return new DomainError('invalid', `Two columns are taken for the same thing: ${named}.`);
    }
  }
  if (columns.some((column) => column.field === 'email')) return null;
  const titles = columns.slice(0, 20).map((column) => `"${column.title}"`);
  return new DomainError(
    'invalid',
    `No column of e-mail addresses was found among: ${titles.join(', ')}. Name it "email", or choose it.`,
  );
}
