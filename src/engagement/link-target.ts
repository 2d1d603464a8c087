import type { EntityManager } from 'typeorm';

/**
 * Where a counted link of a mail leads: an address that was stored before the dispatch's first mail left, never one
 * that comes with the request. Null when there is no such link, or this mail has not left, or the lift has not passed:
 * until then the address is a part of the release.
 */
export async function linkTarget(
  manager: EntityManager,
  deliveryId: number,
  number: number,
): Promise<string | null> {
  const [row] = await manager.query<{ url: string }[]>(TARGET, [deliveryId, number]);
  const url = row && URL.canParse(row.url) ? new URL(row.url) : null;
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : null;
}

const TARGET = `
  select l.url
    from delivery d
    join dispatch x on x.id = d.dispatch_id and x.lift_at <= now()
    join measured_link l on l.dispatch_id = d.dispatch_id and l.number = $2
   where d.id = $1 and d.tier = 'general' and d.transmitting_at is not null`;
