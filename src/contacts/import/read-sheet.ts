import { inspectZip } from './inspect-zip.js';
import { joined, readWorkbook, type Workbook } from './read-workbook.js';
import { readXml } from './read-xml.js';
import { zipEntries } from './zip-entries.js';

/** What a sheet can have (18.3.1.73 and section 11.4 of ECMA-376 leave it to the program; these are Excel's). */
const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;
const DAY = 86_400_000;

/**
 * The rows of the first sheet as texts, in order and with those that are empty, some at a time. Reads as it is asked; what
 * stays in memory are the texts that cells name by number.
 * @throws DomainError, here or while its rows are read, that says what is wrong with the file
 */
export async function* sheetRows(path: string): AsyncGenerator<string[][]> {
  const entries = await zipEntries(path);
  await inspectZip(path, entries);
  const workbook = await readWorkbook(path, entries);
  const sheet = new Sheet(workbook);
  for await (const _ of readXml(path, workbook.sheet, sheet)) {
    const rows = sheet.take();
    if (rows.length > 0) yield rows;
  }
}

/** Told of the sheet's XML; makes rows of it. */
class Sheet {
  private rows: string[][] = [];
  private line = 0;
  private cells: string[] = [];
  private column = 0;
  private type = 'n';
  private style = 0;
  private value = '';
  private isValue = false;
  private isSpoken = false;

  constructor(private readonly book: Workbook) {}

  /** The rows that have ended since the last call. */
  take(): string[][] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  readonly open = (name: string, attribute: (name: string) => string | undefined): void => {
    if (name === 'row') this.beginRow(Number(attribute('r')));
    else if (name === 'c')
      this.beginCell(attribute('r') ?? '', attribute('t') ?? 'n', Number(attribute('s') ?? 0));
    else if (name === 'v' || name === 't') this.isValue = !this.isSpoken;
    else if (name === 'rPh') this.isSpoken = true;
  };

  readonly text = (text: string): void => {
    if (this.isValue) this.value = joined(this.value, text);
  };

  readonly close = (name: string): void => {
    if (name === 'v' || name === 't') this.isValue = false;
    else if (name === 'rPh') this.isSpoken = false;
    else if (name === 'c') this.endCell();
    else if (name === 'row') this.rows.push(this.cells);
  };

  /** Rows without cells are left out of the file, but they count. */
  private beginRow(number: number): void {
    const isAhead = number > this.line && number <= LAST_ROW;
    const line = isAhead ? number : this.line + 1;
    for (let empty = this.line + 1; empty < line; empty++) this.rows.push([]);
    this.line = line;
    this.cells = [];
    this.column = 0;
  }

  private beginCell(reference: string, type: string, style: number): void {
    const column = columnOf(reference);
    if (column > this.column && column <= LAST_COLUMN) this.column = column - 1;
    this.type = type;
    this.style = style;
    this.value = '';
  }

  private endCell(): void {
    const text = this.cellText();
    if (text !== '' && this.column < LAST_COLUMN) {
      while (this.cells.length < this.column) this.cells.push('');
      this.cells[this.column] = text;
    }
    this.column += 1;
  }

  private cellText(): string {
    if (this.value === '') return '';
    if (this.type === 's') return this.book.texts.at(Number(this.value));
    if (this.type === 'b') return this.value === '1' ? 'true' : 'false';
    return this.type === 'n' ? this.numberText(Number(this.value)) : this.value;
  }

  private numberText(number: number): string {
    if (!Number.isFinite(number)) return this.value;
    if (!this.book.dateStyles.has(this.style)) return String(number);
    const date = new Date(Math.round((number - this.book.daysBefore1970) * DAY));
    return Number.isNaN(date.getTime()) ? String(number) : date.toISOString();
  }
}

/** `AB12` → 28; 0 if it names none. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column;
}
