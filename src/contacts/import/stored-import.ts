import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { EntityManager } from 'typeorm';
import { DomainError, notFound } from '../../errors/domain-error.js';
import { ContactImport } from './contact-import.entity.js';
import { rowsTable } from './stage-list.js';

const PIECE = 1024 * 1024;

/** @throws DomainError `not_found` */
export async function findImport(
  manager: EntityManager,
  id: number,
  locking?: 'for update',
): Promise<ContactImport> {
  const list = await manager.findOne(ContactImport, {
    where: { id },
    ...(locking && { lock: { mode: 'pessimistic_write' as const } }),
  });
  if (!list) throw notFound('import');
  return list;
}

/**
 * Whoever writes a part shares the import, whoever ends it has it alone: waits for the parts that are being written, and
 * keeps others from beginning (an advisory lock, because waiting for it is in turn, and a row's is not).
 */
const importLock = (id: number) => `hashtext('dateline.import.${id}')`;

/** Until the caller's transaction ends. */
export async function shareImport(manager: EntityManager, id: number): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock_shared(${importLock(id)})`);
}

/** Alone, until the caller's transaction ends. @throws DomainError `not_found` */
export async function lockImport(manager: EntityManager, id: number): Promise<ContactImport> {
  await manager.query(`select pg_advisory_xact_lock(${importLock(id)})`);
  return findImport(manager, id, 'for update');
}

/** Ends an import and forgets its rows and its file; what was refused stays to be downloaded. */
export async function closeImport(
  manager: EntityManager,
  id: number,
  state: 'done' | 'cancelled' | 'failed',
  trouble: string | null,
): Promise<void> {
  await manager.update(ContactImport, id, { state, trouble, endedAt: () => 'now()' });
  await dropRows(manager, id);
  await manager.query('delete from contact_import_piece where import_id = $1', [id]);
  await manager.query('delete from contact_import_part where import_id = $1', [id]);
}

export async function dropRows(manager: EntityManager, id: number): Promise<void> {
  await manager.query(`drop table if exists ${rowsTable(id)}`);
}

/** Keeps the file beside the import: another machine may be the one that reads it again. */
export async function keepFile(manager: EntityManager, id: number, path: string): Promise<void> {
  let place = 0;
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE }) as AsyncIterable<Buffer>)
    await manager.query('insert into contact_import_piece (import_id, place, bytes) values ($1, $2, $3)', [
      id,
      place++,
      bytes,
    ]);
}

/** @throws DomainError `conflict` if the file was not kept */
export async function takeKeptFile(manager: EntityManager, id: number, path: string): Promise<void> {
  const out = createWriteStream(path);
  let place = 0;
  for (let bytes = await pieceAt(manager, id, place); bytes; bytes = await pieceAt(manager, id, ++place))
    if (!out.write(bytes)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
  if (place === 0) throw new DomainError('conflict', 'The file is not kept any more. Upload it again.');
}

async function pieceAt(manager: EntityManager, id: number, place: number): Promise<Buffer | null> {
  const [row]: { bytes: Buffer }[] = await manager.query(
    'select bytes from contact_import_piece where import_id = $1 and place = $2',
    [id, place],
  );
  return row?.bytes ?? null;
}
