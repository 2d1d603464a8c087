import type { EntityManager } from 'typeorm';
import { type Staff, staffUserId } from '../auth/actor.js';

/** Somebody who has saved within this time is still writing: an open page saves a second after each pause. */
const STILL_HERE = '3 minutes';

/** The names of those who write in the same version just now, without the one who asks. */
export async function othersWriting(
  manager: EntityManager,
  versionId: number,
  actor: Staff,
): Promise<string[]> {
  const rows = await manager.query<{ name: string }[]>(
    `select distinct u.name from release_revision r join staff_user u on u.id = r.by_user_id
      where r.version_id = $1 and r.by_user_id <> $2 and r.at > now() - $3::interval order by u.name`,
    [versionId, staffUserId(actor) ?? 0, STILL_HERE],
  );
  return rows.map(({ name }) => name);
}
