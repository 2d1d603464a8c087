import { slugOf } from '../slug.js';
import type { RefusedRow } from './read-list.js';
import type { ImportedContact } from './read-row.js';

/** Of a refused row, what a person needs to know it again. */
const MOST_CELLS = 100;
const LONGEST_CELL = 300;

/** A contact as one line of COPY's text format, in the order of the columns that `stageList` names. */
export function contactLine(line: number, c: ImportedContact): string {
  return `${line}\t${text(c.email)}\t${text(c.emailKey)}\t${text(c.name)}\t${text(c.outlet)}\t${text(c.role)}\t${array(c.beats)}\t${array(c.beats.map(slugOf))}\t${array(c.languages)}\t${text(c.country)}\t${text(c.timeZone)}\t${text(c.phone)}\t${text(c.notes)}\t${array(c.tags)}\n`;
}

/** A row that was not taken, likewise. */
export function refusalLine(importId: number, { line, refused, cells }: RefusedRow): string {
  const kept = cells.slice(0, MOST_CELLS).map((cell) => cell.replaceAll('\0', '').slice(0, LONGEST_CELL));
  return `${importId}\t${line}\t${text(refused)}\t${array(kept)}\n`;
}

function text(value: string | null): string {
  if (value === null) return '\\N';
  return /[\\\t\n\r]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : value;
}

function array(values: string[]): string {
  if (values.length === 0) return '{}';
  const items = values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  return text(`{${items.join(',')}}`);
}
