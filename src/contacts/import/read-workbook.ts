import { posix } from 'node:path';
import { DomainError } from '../../errors/domain-error.js';
import { readXml, type XmlReader } from './read-xml.js';
import { SharedTexts } from './shared-texts.js';
import { noSpreadsheet, type ZipEntry } from './zip-entries.js';

/** What the cells of the first sheet are read with (ECMA-376 part 1, section 18). */
export interface Workbook {
  sheet: ZipEntry;
  texts: SharedTexts;
  /** Numbers of the cell styles that show a number as a date. */
  dateStyles: Set<number>;
  /** Days between the workbook's day 0 and 1970-01-01. */
  daysBefore1970: number;
}

export const LONGEST_CELL = 256 * 1024;
/** Bytes of the texts that stand in a table apart from the cells: about 55 MB in a list of a million journalists. */
const MOST_TEXTS = 96 * 1024 * 1024;
/** Formats that are dates without saying so (18.8.30). */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);
const WORKBOOK = 'xl/workbook.xml';

/** @throws DomainError `invalid` if this is no spreadsheet */
export async function readWorkbook(path: string, entries: ZipEntry[]): Promise<Workbook> {
  const { sheetId, isFrom1904 } = await firstSheet(path, named(entries, WORKBOOK));
  const targets = await targetsOf(path, named(entries, 'xl/_rels/workbook.xml.rels'));
  const byType = (type: string) =>
    entries.find(({ name }) => name === targets.find((target) => target.type.endsWith(`/${type}`))?.part);
  const sheet = entries.find(({ name }) => name === targets.find(({ id }) => id === sheetId)?.part);
  if (!sheet) throw noSpreadsheet();
  return {
    sheet,
    texts: await sharedTexts(path, byType('sharedStrings')),
    dateStyles: await dateStyles(path, byType('styles')),
    daysBefore1970: isFrom1904 ? 24_107 : 25_569,
  };
}

async function read(path: string, entry: ZipEntry | undefined, reader: XmlReader): Promise<void> {
  if (entry) for await (const _ of readXml(path, entry, reader));
}

async function firstSheet(path: string, entry: ZipEntry): Promise<{ sheetId: string; isFrom1904: boolean }> {
  let sheetId: string | undefined;
  let isFrom1904 = false;
  await read(path, entry, {
    open: (name, attribute) => {
      if (name === 'sheet') sheetId ??= attribute('r:id') ?? attribute('relationships:id');
      if (name === 'workbookPr') isFrom1904 = /^(?:1|true)$/.test(attribute('date1904') ?? '');
    },
  });
  if (sheetId === undefined) throw noSpreadsheet();
  return { sheetId, isFrom1904 };
}

async function targetsOf(path: string, entry: ZipEntry) {
  const targets: { id: string; type: string; part: string }[] = [];
  await read(path, entry, {
    open: (name, attribute) => {
      if (name !== 'Relationship') return;
      const part = posix.resolve('/xl', attribute('Target') ?? '').slice(1);
      targets.push({ id: attribute('Id') ?? '', type: attribute('Type') ?? '', part });
    },
  });
  return targets;
}

/** A text may be in pieces of different looks; how it is pronounced (rPh) is no part of it. */
async function sharedTexts(path: string, entry: ZipEntry | undefined): Promise<SharedTexts> {
  const texts = new SharedTexts();
  let [text, isText, isSpoken] = ['', false, false];
  await read(path, entry, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 't') isText = !isSpoken;
      else if (name === 'rPh') isSpoken = true;
    },
    text: (piece) => {
      if (isText) text = joined(text, piece);
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') isSpoken = false;
      else if (name === 'si') {
        texts.add(text);
        if (texts.size > MOST_TEXTS) throw tooManyTexts();
      }
    },
  });
  return texts;
}

/** @throws DomainError `invalid` beyond the longest cell */
export function joined(text: string, piece: string): string {
  if (text.length + piece.length > LONGEST_CELL)
    throw new DomainError('invalid', 'A cell of this spreadsheet is longer than 256 KB. Is this a list?');
  return text + piece;
}

async function dateStyles(path: string, entry: ZipEntry | undefined): Promise<Set<number>> {
  const dates = new Set(BUILT_IN_DATES);
  const styles = new Set<number>();
  let [isInCells, style] = [false, 0];
  await read(path, entry, {
    open: (name, attribute) => {
      if (name === 'numFmt' && isDateFormat(attribute('formatCode') ?? ''))
        dates.add(Number(attribute('numFmtId')));
      else if (name === 'cellXfs') isInCells = true;
      else if (name === 'xf' && isInCells) {
        if (dates.has(Number(attribute('numFmtId')))) styles.add(style);
        style += 1;
      }
    },
    close: (name) => {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return styles;
}

/** Days, months or years outside of quoted text, escapes and colours. */
function isDateFormat(code: string): boolean {
  return /[dmy]/i.test(code.replaceAll(/"[^"]*"|\\.|_.|\[[^\]]*\]/g, ''));
}

function named(entries: ZipEntry[], wanted: string): ZipEntry {
  const entry = entries.find(({ name }) => name === wanted);
  if (!entry) throw noSpreadsheet();
  return entry;
}

const tooManyTexts = () =>
  new DomainError(
    'too_large',
    'The texts of this spreadsheet are longer than 96 MB together. Save the list as CSV; it may be of any length.',
  );
