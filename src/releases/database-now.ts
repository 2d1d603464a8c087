import type { EntityManager } from 'typeorm';

/** The only clock that decides about embargoes: the database's, at the start of the transaction. */
export async function databaseNow(manager: EntityManager): Promise<Date> {
  const [row] = await manager.query<{ now: Date }[]>('select now() as now');
  if (!row) throw new Error('The database did not tell the time.');
  return row.now;
}
