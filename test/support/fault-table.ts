import { appendFileSync } from 'node:fs';
import type { FaultResult } from './fault-account.js';

const COLUMNS = [
  'fault',
  'queue',
  'recipients',
  'accepted',
  'in doubt',
  'others',
  'duplicates',
  'lost',
  'early',
];

const rows: string[][] = [];

/** Keeps a row for `printFaults`. */
export function noteFault(fault: string, queue: string, result: FaultResult): void {
  const { recipients, accepted, inDoubt, others, duplicates, lost, early } = result;
  rows.push([fault, queue, ...[recipients, accepted, inDoubt, others, duplicates, lost, early].map(String)]);
}

/**
 * Prints the rows of this test file to standard error, which `npm run test:faults` shows. FAULTS_TABLE names a file
 * that collects the rows of all test files, as Markdown.
 */
export function printFaults(): void {
  if (rows.length === 0) return;
  const widths = COLUMNS.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  process.stderr.write(`\n${[COLUMNS, ...rows].map(line).join('\n')}\n\n`);
  const file = process.env['FAULTS_TABLE'];
  if (file) appendFileSync(file, rows.map((row) => `| ${row.join(' | ')} |\n`).join(''));
  rows.length = 0;
}
