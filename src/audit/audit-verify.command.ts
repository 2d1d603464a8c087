import type { DataSource } from 'typeorm';
import { type RecordHead, verifyRecord } from './verify-record.js';

const REASONS = {
  altered: 'was altered',
  'missing before': 'stands where an entry before it is missing',
  'not chained': 'does not continue the entry before it',
  missing: 'was noted as the last one and is not there',
  'other than noted': 'is not the one that was noted',
  'seal broken': 'seals delivery events that are not as they were',
  'not sealed': 'is under no seal: it was put in past the record',
  'contradicts the record': 'says something else than the record tells of it',
};

const NAMES = {
  audit_entry: 'entry',
  dispatch: 'dispatch',
  delivery: 'delivery',
  delivery_event: 'delivery event',
};

/**
 * `audit-verify [ID:HASH]`: prints what it found as a sentence and returns the exit code: 0 whole, 1 broken.
 * Without an argument rows cut off at the end go unnoticed, so it prints the head to note down.
 */
export async function auditVerify(
  database: DataSource,
  args: string[],
  print: (line: string) => void,
): Promise<number> {
  const { ok, rows, head, firstBroken } = await verifyRecord(database, notedHead(args[0]));
  if (firstBroken)
    print(
      `The record is broken: ${NAMES[firstBroken.table]} ${firstBroken.id} ${REASONS[firstBroken.reason]}.`,
    );
  else print(`The record is whole: ${rows} entries.`);
  if (head) print(`Head: ${head.id}:${head.hash}`);
  return ok ? 0 : 1;
}

/** @throws Error if it is not of the form that this command prints */
function notedHead(text: string | undefined): RecordHead | undefined {
  if (text === undefined) return undefined;
  const [, id, hash] = /^(\d+):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (!id || !hash) throw new Error('Give the head as this command prints it: ID:HASH');
  return { id: Number(id), hash };
}
