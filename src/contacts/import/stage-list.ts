import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';
import { slugOf } from '../slug.js';
import type { List } from './read-list.js';
import type { ImportedContact } from './read-row.js';

export interface Staged {
  rows: number;
  refused: number;
  lastLine: number;
}

/** Text that is sent to the server at once. */
const PIECE = 256 * 1024;
const REFUSALS_AT_ONCE = 500;
/** Beyond these the reasons repeat themselves; the count goes on. */
export const MOST_REFUSALS_KEPT = 100_000;

const COLUMNS =
  'line, email, email_key, name, outlet, role, beats, beat_slugs, languages, country, time_zone, phone, notes, tags';

/** The name of the table that holds an import's rows; ids are numbers of our own. */
export function rowsTable(importId: number): string {
  return `contact_import_rows_${importId}`;
}

/**
 * Copies a list's rows into a table of its own, and what was refused into contact_import_refusal, in the caller's
 * transaction: a file that turns out to be broken leaves nothing. Unlogged: after a crash of the database it is empty,
 * which the run notices.
 */
export async function stageList(manager: EntityManager, importId: number, list: List): Promise<Staged> {
  const table = rowsTable(importId);
  await manager.query(
    `create unlogged table ${table} (line integer not null, email text not null, email_key text not null,
       email_hash bytea not null generated always as (email_hash(email_key)) stored, name text not null, outlet text, role text, beats text[] not null, beat_slugs text[] not null,
       languages text[] not null, country text, time_zone text, phone text, notes text, tags text[] not null)`,
  );
  const staged: Staged = { rows: 0, refused: 0, lastLine: 0 };
  const refusals = new Refusals(importId);
  const client = (await manager.queryRunner!.connect()) as PoolClient;
  const copy = client.query(copyFrom(`copy ${table} (${COLUMNS}) from stdin`));
  await pipeline(Readable.from(pieces(list, staged, refusals), { objectMode: true, highWaterMark: 2 }), copy);
  await refusals.write(manager);
  await manager.query(`alter table ${table} add primary key (line)`);
  await manager.query(`analyze ${table}`);
  return staged;
}

async function* pieces(list: List, staged: Staged, refusals: Refusals): AsyncGenerator<string> {
  let piece = '';
  for await (const row of list.rows) {
    staged.lastLine = row.line;
    if ('refused' in row) {
      staged.refused += 1;
      refusals.add(row);
      continue;
    }
    staged.rows += 1;
    piece += copyLine(row.line, row.contact);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** The connection is busy with COPY until the end, so refusals wait in memory, cut to what a person can use. */
class Refusals {
  private readonly kept: { line: number; refused: string; cells: string[] }[] = [];
  constructor(private readonly importId: number) {}

  add({ line, refused, cells }: { line: number; refused: string; cells: string[] }): void {
    if (this.kept.length >= MOST_REFUSALS_KEPT) return;
    this.kept.push({
      line,
      refused,
      cells: cells.slice(0, 100).map((cell) => cell.replaceAll('\0', '').slice(0, 300)),
    });
  }

  async write(manager: EntityManager): Promise<void> {
    for (let at = 0; at < this.kept.length; at += REFUSALS_AT_ONCE) {
      await manager.query(
        `insert into contact_import_refusal (import_id, line, reason, cells)
         select $1, (r->>'line')::int, r->>'refused', array(select jsonb_array_elements_text(r->'cells'))
           from jsonb_array_elements($2::jsonb) r`,
        [this.importId, JSON.stringify(this.kept.slice(at, at + REFUSALS_AT_ONCE))],
      );
    }
  }
}

/** One line of COPY's text format. */
function copyLine(line: number, c: ImportedContact): string {
  const values = [
    text(c.email),
    text(c.emailKey),
    text(c.name),
    text(c.outlet),
    text(c.role),
    array(c.beats),
    array(c.beats.map(slugOf)),
    array(c.languages),
    text(c.country),
    text(c.timeZone),
    text(c.phone),
    text(c.notes),
    array(c.tags),
  ];
  return `${line}\t${values.join('\t')}\n`;
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
