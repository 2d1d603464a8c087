import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';
import { contactLine, refusalLine } from './copy-lines.js';
import type { List } from './read-list.js';

export interface Staged {
  rows: number;
  refused: number;
}

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
       name text not null, outlet text, role text, beats text[] not null, beat_slugs text[] not null,
       languages text[] not null, country text, time_zone text, phone text, notes text, tags text[] not null)`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'dateline-refused-'));
  const refusals = join(folder, 'refusals');
  try {
    const staged: Staged = { rows: 0, refused: 0 };
    await copyInto(manager, `${table} (${COLUMNS})`, pieces(list, importId, staged, refusals));
    if (staged.refused > 0)
      await copyInto(manager, 'contact_import_refusal (import_id, line, reason, cells)', textOf(refusals));
    await manager.query(`alter table ${table} add primary key (email_key)`);
    await manager.query(`analyze ${table}`);
    return staged;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function copyInto(manager: EntityManager, into: string, text: AsyncIterable<unknown>): Promise<void> {
  const client = (await manager.queryRunner!.connect()) as PoolClient;
  const copy = client.query(copyFrom(`copy ${into} from stdin`));
  await pipeline(Readable.from(text, { objectMode: true, highWaterMark: 2 }), copy);
}

/** The good rows. The connection takes one COPY at a time, so what was refused waits in a file. */
async function* pieces(
  list: List,
  importId: number,
  staged: Staged,
  refusals: string,
): AsyncGenerator<string> {
  const refused = createWriteStream(refusals);
  try {
    for await (const rows of list.batches) {
      let piece = '';
      let refusedPiece = '';
      for (const row of rows) {
        if ('contact' in row) {
          staged.rows += 1;
          piece += contactLine(row.line, row.contact);
        } else {
          staged.refused += 1;
          refusedPiece += refusalLine(importId, row);
        }
      }
      if (refusedPiece !== '' && !refused.write(refusedPiece)) await once(refused, 'drain');
      if (piece !== '') yield piece;
    }
    refused.end();
    await once(refused, 'finish');
  } finally {
    refused.destroy();
  }
}

function textOf(path: string): AsyncIterable<unknown> {
  return createReadStream(path, { highWaterMark: 1 << 18 });
}
