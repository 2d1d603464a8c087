import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { zipOf, type ZipPart } from '../../../test/support/build-xlsx.js';
import { DomainError } from '../../errors/domain-error.js';
import { sheetRows } from './read-sheet.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sheet-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;

interface Given {
  sheet: string;
  texts?: string;
  styles?: string;
  workbook?: string;
}

const workbookOf = ({ sheet, texts = '', styles = '', workbook }: Given): ZipPart[] => [
  {
    name: 'xl/workbook.xml',
    content:
      workbook ??
      `<workbook xmlns:r="${OFFICE}"><sheets><sheet name="B" sheetId="9" r:id="r2"/><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    content: `<Relationships>${relation('r1', 'worksheet', 'worksheets/a.xml')}${relation('r2', 'worksheet', '/xl/worksheets/b.xml')}${relation('r3', 'sharedStrings', 'texts.xml')}${relation('r4', 'styles', 'styles.xml')}</Relationships>`,
  },
  { name: 'xl/texts.xml', content: `<sst>${texts}</sst>` },
  { name: 'xl/styles.xml', content: `<styleSheet>${styles}</styleSheet>` },
  { name: 'xl/worksheets/a.xml', content: '<worksheet/>' },
  { name: 'xl/worksheets/b.xml', content: sheet },
];

async function rowsOf(parts: ZipPart[]): Promise<string[][]> {
  const path = join(folder, `book-${Math.random()}.xlsx`);
  await writeFile(path, zipOf(parts));
  const rows: string[][] = [];
  for await (const some of sheetRows(path)) rows.push(...some);
  return rows;
}

const rows = (xml: string, more: Partial<Given> = {}) =>
  rowsOf(workbookOf({ sheet: `<worksheet><sheetData>${xml}</sheetData></worksheet>`, ...more }));

describe('a spreadsheet', () => {
  it('is read from its first sheet, with texts by number, in place and of several pieces', async () => {
    const texts =
      '<si><t>Ana &amp; Eva</t></si><si><r><t>Mar</t></r><r><t xml:space="preserve"> ía</t></r><rPh><t>not this</t></rPh></si><si><t/></si>';
    const xml =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c></row>' +
      '<row r="4"><c t="inlineStr"><is><t>in place</t></is></c><c t="str"><f>A1</f><v>made</v></c><c t="b"><v>1</v></c><c t="s"><v>99</v></c></row>';
    expect(await rows(xml, { texts })).toEqual([
      ['Ana & Eva', '', 'Mar ía'],
      [],
      [],
      ['in place', 'made', 'true'],
    ]);
  });

  it('shows numbers as numbers, and as dates where it says so', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm"/><numFmt numFmtId="171" formatCode="[Red]0.0&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>';
    const xml = [0, 1, 2, 3].map((style) => `<c s="${style}"><v>45000.5</v></c>`).join('');
    expect(await rows(`<row>${xml}<c><v>5.55E6</v></c><c><v>word</v></c></row>`, { styles })).toEqual([
      ['45000.5', '2023-03-15T12:00:00.000Z', '2023-03-15T12:00:00.000Z', '45000.5', '5550000', 'word'],
    ]);
  });

  it('may name its elements with prefixes and be cut anywhere', async () => {
    const cells = Array.from(
      { length: 20_000 },
      (_, n) =>
        `<x:row r="${n + 1}"><x:c r="A${n + 1}" t="inlineStr"><x:is><x:t>ñ${n}</x:t></x:is></x:c></x:row>`,
    );
    const sheet = `<x:worksheet><x:sheetData>${cells.join('')}</x:sheetData></x:worksheet>`;
    const read = await rowsOf(workbookOf({ sheet }));
    expect(read).toHaveLength(20_000);
    expect(read.every(([cell], n) => cell === `ñ${n}`)).toBe(true);
  });

  it.each<[string, ZipPart[]]>([
    ['without a workbook', [{ name: 'readme.txt', content: 'hello' }]],
    ['without sheets', workbookOf({ sheet: '', workbook: '<workbook/>' })],
    ['that ends in the middle', workbookOf({ sheet: '<worksheet><sheetData><row><c' })],
    ['with one cell of many megabytes', workbookOf({ sheet: `<c><v>${'9'.repeat(3_000_000)}</v></c>` })],
    [
      'with a tag of many megabytes',
      workbookOf({ sheet: `<worksheet><c r="${'A'.repeat(3_000_000)}"/></worksheet>` }),
    ],
    [
      'with one text of many megabytes in pieces',
      workbookOf({ sheet: '', texts: `<si>${`<t>${'a'.repeat(1000)}</t>`.repeat(1000)}</si>` }),
    ],
  ])('%s is refused in words', async (_, parts) => {
    const refusal = await rowsOf(parts).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
  });

  it('that says its rows and columns are where none can be is read in order', async () => {
    const xml =
      '<row r="99999999999"><c r="ZZZZZZ1"><v>1</v></c></row><row r="x"><c r="1"><v>2</v></c></row><row r="1"><c r="B1"><v>3</v></c></row>';
    expect(await rows(xml)).toEqual([['1'], ['2'], ['', '3']]);
  });
});
