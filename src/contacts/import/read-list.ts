import { DomainError } from '../../errors/domain-error.js';
import type { ImportColumn } from './contact-import.entity.js';
import { type ImportField, importFields, matchColumns } from './match-columns.js';
import { openTable } from './read-table.js';
import { parseEmail } from '../email-address.js';
import { type ImportedContact, readRow } from './read-row.js';
import { SeenKeys } from './seen-keys.js';

export type ListRow =
  { line: number; contact: ImportedContact } | { line: number; refused: string; cells: string[] };

export interface List {
  columns: ImportColumn[];
  /** Every row below the titles, but empty ones. Lines count from 1, the titles included, as a spreadsheet shows them. */
  rows: AsyncIterable<ListRow>;
}

const SAMPLE_ROWS = 5;

/** The titles of a file, how they were understood, and the first rows, for a person to correct. */
export async function previewColumns(path: string): Promise<{ columns: ImportColumn[]; sample: string[][] }> {
  const table = await openTable(path);
  const head: string[][] = [];
  for await (const cells of table.rows) if (head.push(cells) > SAMPLE_ROWS) break;
  const columns = columnsOf(head[0] ?? []);
  return { columns, sample: hasTitles(head[0] ?? []) ? head.slice(1) : head.slice(0, SAMPLE_ROWS) };
}

/**
 * Reads a whole list. `corrected` says for each column what it is, as a person decided; absent: by the titles.
 * @throws DomainError `invalid` for a file that is no list, has no column of addresses, or two columns of one kind
 */
export async function readList(path: string, corrected?: (ImportField | null)[]): Promise<List> {
  const { columns: matched } = await previewColumns(path);
  const columns = matched.map((column, at) => ({
    ...column,
    field: corrected ? (corrected[at] ?? null) : column.field,
  }));
  refuseColumns(columns);
  return {
    columns,
    rows: rowsOf(
      path,
      columns.map((column) => column.field),
    ),
  };
}

async function* rowsOf(path: string, fields: (ImportField | null)[]): AsyncGenerator<ListRow> {
  const seen = new SeenKeys();
  let line = 0;
  for await (const cells of (await openTable(path)).rows) {
    line += 1;
    if (line === 1 && hasTitles(cells)) continue;
    if (cells.every((cell) => cell.trim() === '')) continue;
    const reading = readRow(cells, fields);
    if ('refused' in reading) yield { line, refused: reading.refused, cells };
    else {
      const before = seen.firstLine(reading.contact.emailKey, line);
      if (before === 0) yield { line, contact: reading.contact };
      else yield { line, refused: `This address stands in row ${before} already.`, cells };
    }
  }
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

function refuseColumns(columns: ImportColumn[]): void {
  for (const field of importFields) {
    const same = columns.filter((column) => column.field === field);
    if (same.length > 1) {
      throw new DomainError(
        'invalid',
        `Two columns are taken for the same thing: ${same.map((c) => `"${c.title}"`).join(' and ')}.`,
      );
    }
  }
  if (columns.some((column) => column.field === 'email')) return;
  const titles = columns
    .map((column) => `"${column.title}"`)
    .slice(0, 20)
    .join(', ');
  throw new DomainError(
    'invalid',
    `No column of e-mail addresses was found among: ${titles}. Name it "email", or choose it.`,
  );
}
