import { stringify } from 'csv-stringify/sync';

/**
 * CSV as RFC 4180 has it, with a heading and a byte order mark, by which spreadsheets see that it is UTF-8. What would
 * be a formula there is made plain text.
 */
export function toCsv(rows: readonly object[], columns: readonly string[]): string {
  return stringify([...rows], {
    header: true,
    bom: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: { date: (value) => value.toISOString() },
  });
}
