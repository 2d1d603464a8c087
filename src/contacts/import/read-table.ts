import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { readSheet } from 'read-excel-file/node';
import { DomainError } from '../../errors/domain-error.js';
import { inspectZip } from './inspect-zip.js';
import { type Encoding, readEncoding } from './read-encoding.js';
import { sniffDelimiter } from './sniff-delimiter.js';

/** Characters of one row; beyond it a quote was not closed, or this is no list. */
const LONGEST_ROW = 256 * 1024;
const MOST_COLUMNS = 100;
const SAMPLE = 64 * 1024;

/** The rows of a CSV or XLSX file as texts, in order. Reads as it is asked, so memory does not grow with a CSV. */
export interface Table {
  rows: AsyncIterable<string[]>;
}

/**
 * Opens a list: XLSX by its first bytes, else CSV of whatever delimiter and encoding.
 * @throws DomainError, here or while its rows are read, that says what is wrong with the file and what to do
 */
export async function openTable(path: string): Promise<Table> {
  const start = await firstBytes(path, 8);
  if (start.length === 0) throw new DomainError('invalid', 'This file is empty.');
  if (start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return { rows: sheetRows(path) };
  if (start.equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) {
    throw new DomainError('invalid', 'This is an old Excel file (XLS). Save the list as XLSX or CSV.');
  }
  const encoding = await readEncoding(path);
  const delimiter = sniffDelimiter(new TextDecoder(encoding).decode(await firstBytes(path, SAMPLE)));
  return { rows: csvRows(path, encoding, delimiter) };
}

async function* csvRows(path: string, encoding: Encoding, delimiter: string): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_ROW,
  });
  const source =
    encoding === 'utf-8'
      ? createReadStream(path, { highWaterMark: 1 << 18 })
      : Readable.from(decoded(path, encoding));
  source.on('error', (error: Error) => parser.destroy(error));
  source.pipe(parser);
  let line = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      line += 1;
      yield checkWidth(cells, line);
    }
  } catch (error) {
    throw error instanceof CsvError ? csvTrouble(error, line + 1) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
}

async function* sheetRows(path: string): AsyncGenerator<string[]> {
  await inspectZip(path);
  let line = 0;
  for (const cells of await readFirstSheet(path)) yield checkWidth(cells.map(cellText), ++line);
}

async function readFirstSheet(path: string): Promise<unknown[][]> {
  try {
    return (await readSheet(path)) as unknown[][];
  } catch (cause) {
    throw new DomainError(
      'invalid',
      'This spreadsheet is damaged or of an unknown kind. Save the list as XLSX or CSV.',
      {},
      { cause },
    );
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell as string | number | boolean);
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
