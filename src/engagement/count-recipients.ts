import type { EntityManager } from 'typeorm';
import type { CountingChoice } from '../contacts/counting-choice.js';
import { protectedGroups, type ReaderGroup } from './protect-groups.js';

/**
 * Counts whose opens and clicks are counted, as the number that figures are a share of: all in all, and by outlet where
 * there are enough. While a dispatch is under way those still to come count too. In the caller's transaction.
 */
export async function countRecipients(
  manager: EntityManager,
  dispatchId: number,
  choices: CountingChoice[],
): Promise<void> {
  const [measuring] = await manager.query<{ least: number }[]>(
    `select least from measuring where dispatch_id = $1 and not is_complete for update`,
    [dispatchId],
  );
  if (!measuring) return;
  const groups = await manager.query<ReaderGroup[]>(GROUPS, [dispatchId, choices]);
  await manager.query(KEEP_TOTAL, [dispatchId, groups.reduce((sum, each) => sum + each.recipients, 0)]);
  const shown = protectedGroups(groups, measuring.least);
  const outlets = [shown.map((each) => each.outletId), shown.map((each) => each.recipients)];
  await manager.query(
    `delete from measured_outlet where dispatch_id = $1 and outlet_id <> all ($2::bigint[])`,
    [dispatchId, outlets[0]],
  );
  await manager.query(KEEP_OUTLETS, [dispatchId, ...outlets]);
}

const GROUPS = `
  select c.outlet_id as "outletId", count(*)::int as recipients
    from delivery d join contact c on c.id = d.contact_id
   where d.dispatch_id = $1 and d.tier = 'general' and d.state not in ('suppressed', 'cancelled', 'refused')
     and counting_choice(c) = any ($2)
   group by 1`;

const KEEP_TOTAL = `
  update measuring m
     set recipients = $2, recipients_at = clock_timestamp(), is_complete = d.state in ('finished', 'stopped')
    from dispatch d where d.id = m.dispatch_id and m.dispatch_id = $1`;

const KEEP_OUTLETS = `
  insert into measured_outlet (dispatch_id, outlet_id, recipients)
  select $1, o.id, g.recipients
    from unnest($2::bigint[], $3::int[]) g (outlet_id, recipients) join outlet o on o.id = g.outlet_id
  on conflict (dispatch_id, outlet_id) do update set recipients = excluded.recipients`;
