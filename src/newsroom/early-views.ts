import type { EntityManager } from 'typeorm';

/** Notes that an early-access reader saw something: `release` or `asset:ID`. */
export async function recordView(
  manager: EntityManager,
  contactId: number,
  versionId: number,
  what: string,
  address: string,
): Promise<void> {
  await manager.query(
    `insert into early_view (contact_id, version_id, what, address) values ($1, $2, $3, $4)`,
    [contactId, versionId, what, address],
  );
}
