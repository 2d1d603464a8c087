import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CsvError, parse, type Parser } from 'csv-parse';
import { DomainError } from '../../errors/domain-error.js';
import { type Encoding, readEncoding } from './read-encoding.js';
import { sheetRows } from './read-sheet.js';
import { sniffDelimiter } from './sniff-delimiter.js';

/** Characters of one row; beyond it a quote was not closed, or this is no list. */
const LONGEST_ROW = 256 * 1024;
const MOST_COLUMNS = 100;
const SAMPLE = 64 * 1024;
const READ_AT_ONCE = 1 << 17;

/** How a file was understood. */
export type TableFormat = { kind: 'csv'; delimiter: string; encoding: Encoding } | { kind: 'xlsx' };

/** The rows of a CSV or XLSX file as texts, in order. Reads as it is asked, so memory does not grow with the file. */
export interface Table {
  format: TableFormat;
  /** Some rows at a time: a million turns of an asynchronous loop cost as much as reading the rows. */
  batches: AsyncIterable<string[][]>;
}

/**
 * Opens a list: XLSX by its first bytes, else CSV of whatever delimiter and encoding.
 * @throws DomainError, here or while its rows are read, that says what is wrong with the file and what to do
 */
export async function openTable(path: string): Promise<Table> {
  const start = await firstBytes(path, 8);
  if (start.length === 0) throw new DomainError('invalid', 'This file is empty.');
  if (start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1')))
    return { format: { kind: 'xlsx' }, batches: checkedSheetRows(path) };
  if (start.equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) {
    throw new DomainError('invalid', 'This is an old Excel file (XLS). Save the list as XLSX or CSV.');
  }
  const encoding = await readEncoding(path);
  const delimiter = sniffDelimiter(new TextDecoder(encoding).decode(await firstBytes(path, SAMPLE)));
  return { format: { kind: 'csv', delimiter, encoding }, batches: csvRows(path, encoding, delimiter) };
}

async function* csvRows(path: string, encoding: Encoding, delimiter: string): AsyncGenerator<string[][]> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_ROW,
  });
  // Kept as `parser.errored` until the rows before it are read.
  parser.on('error', () => {});
  let line = 0;
  try {
    for await (const text of texts(path, encoding)) {
      parser.write(text);
      const rows = drain(parser, line);
      line += rows.length;
      if (rows.length > 0) yield rows;
      if (parser.errored) throw parser.errored;
    }
    await finish(parser);
    yield drain(parser, line);
  } catch (error) {
    throw error instanceof CsvError ? csvTrouble(error, line + 1) : error;
  } finally {
    parser.destroy();
  }
}

/** Waits until the parser has read everything. It does not wait for the rows to be taken: what is left is one piece's. */
async function finish(parser: Parser): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    parser.once('error', reject);
    parser.end(resolve);
  });
  if (parser.errored) throw parser.errored;
}

function drain(parser: Parser, before: number): string[][] {
  const rows: string[][] = [];
  for (let cells = parser.read() as string[] | null; cells; cells = parser.read() as string[] | null)
    rows.push(checkWidth(cells, before + rows.length + 1));
  return rows;
}

/** UTF-8 goes on as it is: the parser reads it as bytes. */
async function* texts(path: string, encoding: Encoding): AsyncGenerator<Buffer | string> {
  const bytes = createReadStream(path, { highWaterMark: READ_AT_ONCE }) as AsyncIterable<Buffer>;
  if (encoding === 'utf-8') return yield* bytes;
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
}

async function* checkedSheetRows(path: string): AsyncGenerator<string[][]> {
  let before = 0;
  for await (const rows of sheetRows(path)) {
    rows.forEach((cells, at) => checkWidth(cells, before + at + 1));
    before += rows.length;
    yield rows;
  }
}

function checkWidth(cells: string[], line: number): string[] {
  if (cells.length <= MOST_COLUMNS) return cells;
  throw new DomainError(
    'invalid',
    `Row ${line} has ${cells.length} columns; at most ${MOST_COLUMNS} can be read. Remove the ones that are not needed.`,
  );
}

function csvTrouble(error: CsvError, line: number): DomainError {
  const message =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? `A quotation mark is opened in or before row ${line} and never closed.`
      : error.code === 'CSV_MAX_RECORD_SIZE'
        ? `Row ${line} is longer than 256 KB. Is a quotation mark missing, or is this not a list?`
        : `Row ${line} cannot be read as CSV.`;
  return new DomainError('invalid', message, {}, { cause: error });
}

async function firstBytes(path: string, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
