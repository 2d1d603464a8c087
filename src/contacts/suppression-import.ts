import { parse } from 'csv-parse/sync';
import type { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { DomainError } from '../errors/domain-error.js';
import { type EmailAddress, parseEmail } from './email-address.js';
import { suppress } from './suppress.js';

/** What people at the desk may say of many addresses at once. */
export type ImportedReason = 'desk' | 'unsubscribed' | 'objection';

export interface SuppressionImport {
  /** Newly closed, or closed for a stricter reason. */
  changed: number;
  /** Closed already. */
  known: number;
  /** Rows without an address that could be read: number and text. */
  refused: { row: number; text: string }[];
}

const MOST_ROWS = 5000;
const AT_ONCE = 200;

/**
 * The addresses of a list: one a line, or CSV of whatever columns, in which the first cell with an @ is taken.
 * @throws DomainError `invalid` for what is no list, `too_large` beyond 5,000 rows
 */
export function readAddresses(text: string): {
  addresses: EmailAddress[];
  refused: SuppressionImport['refused'];
} {
  const addresses = new Map<string, EmailAddress>();
  const refused: SuppressionImport['refused'] = [];
  for (const [index, cells] of rowsOf(text).entries()) {
    const cell = cells.find((one) => one.includes('@')) ?? '';
    const address = readAddress(cell);
    if (address) addresses.set(address.key, address);
    else if (index > 0 || cell) refused.push({ row: index + 1, text: cells.join(' ').slice(0, 100) });
  }
  return { addresses: [...addresses.values()], refused };
}

/** Closes the addresses of a list, in pieces of their own transactions: what was done stays done. */
export async function importSuppressions(
  source: DataSource,
  actor: Actor,
  text: string,
  reason: ImportedReason,
): Promise<SuppressionImport> {
  const { addresses, refused } = readAddresses(text);
  let changed = 0;
  for (let from = 0; from < addresses.length; from += AT_ONCE) {
    const piece = addresses.slice(from, from + AT_ONCE);
    changed += await source.transaction(async (manager) => {
      let count = 0;
      for (const address of piece)
        if (await suppress(manager, actor, { address, reason, source: 'import' })) count += 1;
      return count;
    });
  }
  return { changed, known: addresses.length - changed, refused };
}

function rowsOf(text: string): string[][] {
  const options = {
    bom: true,
    delimiter: [',', ';', '\t'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  };
  let rows: string[][];
  try {
    rows = parse(text, { ...options, to: MOST_ROWS + 2 });
  } catch (cause) {
    throw new DomainError(
      'invalid',
      'This is no list. Give one address a line, or a CSV file.',
      {},
      { cause },
    );
  }
  if (rows.length > MOST_ROWS + 1)
    throw new DomainError('too_large', 'At most 5,000 addresses at once. Divide the list.');
  return rows;
}

function readAddress(cell: string): EmailAddress | null {
  try {
    return parseEmail(cell);
  } catch {
    return null;
  }
}
