import type { EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { type Actor, actorName } from '../auth/actor.js';
import { DomainError, notFound } from '../errors/domain-error.js';

export interface HoldRules {
  /** So many refusals of us within an hour … */
  after: number;
  /** … put a destination to rest for so many minutes. */
  minutes: number;
}

/** Refusals that concern us as a sender. One message that is too large or looks like spam says nothing of the next. */
const ABOUT_US = ['policy', 'reputation', 'authentication', 'sender'];

/**
 * Rests a destination that refuses us again and again: the next mails would be refused too, and each one makes it
 * worse. Only what came after the last rest counts, and only while most mails to it fail.
 */
export async function holdIfMany(
  manager: EntityManager,
  actor: Actor,
  domain: string,
  rules: HoldRules,
): Promise<boolean> {
  const refused = await refusalsOfLate(manager, domain);
  if (refused < rules.after || (await acceptedOfLate(manager, domain)) > refused) return false;
  const reason = `${refused} mails in an hour were refused because of us.`;
  await hold(manager, actor, { domain, minutes: rules.minutes, reason });
  return true;
}

export interface HoldOrder {
  domain: string;
  minutes: number;
  reason: string;
}

/** Rests a destination from now on, in the caller's transaction; a rest that stands is replaced. */
export async function hold(manager: EntityManager, actor: Actor, order: HoldOrder): Promise<void> {
  const { domain, minutes, reason } = order;
  await manager.query(
    `insert into destination_hold (domain, until, reason, made_by)
     values ($1, now() + $2::float8 * interval '1 minute', $3, $4)
     on conflict (domain) do update set since = now(), until = excluded.until, reason = excluded.reason,
            made_by = excluded.made_by, ended_by = null`,
    [domain, minutes, reason, actorName(actor)],
  );
  await write(manager, actor, 'destination.held', order);
}

/**
 * Ends a rest now: what waited is due at once.
 * @throws DomainError `not_found` if the destination does not rest
 */
export async function endHold(manager: EntityManager, actor: Actor, domain: string): Promise<void> {
  const [rows] = (await manager.query(
    `update destination_hold set until = now(), ended_by = $2 where domain = $1 and until > now() returning domain`,
    [domain, actorName(actor)],
  )) as [unknown[], number];
  if (rows.length === 0) throw notFound('rest of a destination');
  await wakeDeliveries(manager, domain);
  await write(manager, actor, 'destination.freed', { domain });
}

/** @throws DomainError `invalid` */
export function requireDomain(text: string): string {
  const domain = text.trim().toLowerCase();
  if (
    /^(?=.{1,253}$)([a-z0-9\u0080-\uffff]([a-z0-9\u0080-\uffff-]{0,61}[a-z0-9\u0080-\uffff])?\.)+[a-z0-9-]{2,63}$/.test(
      domain,
    )
  )
    return domain;
  throw new DomainError('invalid', 'This is not a domain.', { domain: 'This is not a domain.' });
}

async function refusalsOfLate(manager: EntityManager, domain: string): Promise<number> {
  const [row] = await manager.query<{ n: number }[]>(
    `select count(distinct (b.mail, b.mail_id))::int as n from came_back b
      where b.domain = $1 and b.category = any ($2) and b.action = 'raised' and b.undone_at is null
        and b.at > greatest(now() - interval '1 hour', (select until from destination_hold where domain = $1))
        and not exists (select from destination_hold where domain = $1 and until > now())`,
    [domain, ABOUT_US],
  );
  return row?.n ?? 0;
}

/** Asked only when there are many refusals: it looks at every delivery of the dispatches of the last day. */
async function acceptedOfLate(manager: EntityManager, domain: string): Promise<number> {
  const [row] = await manager.query<{ n: number }[]>(
    `select count(*)::int as n from delivery d
      where d.dispatch_id in (select id from dispatch where ended_at is null or ended_at > now() - interval '1 day')
        and d.domain = $1 and d.state = 'accepted' and d.settled_at > now() - interval '1 hour'
        and not exists (select from bounce b where b.delivery_id = d.id)`,
    [domain],
  );
  return row?.n ?? 0;
}

async function wakeDeliveries(manager: EntityManager, domain: string): Promise<void> {
  await manager.query(
    `with woken as (
       update delivery set next_attempt_at = now()
        where domain = $1 and state in ('pending', 'deferred') and next_attempt_at > now()
          and dispatch_id in (select id from dispatch where ended_at is null)
       returning dispatch_id, tier, chunk)
     update delivery_chunk c set due_at = now()
       from (select distinct dispatch_id, tier, chunk from woken) w
      where c.dispatch_id = w.dispatch_id and c.tier = w.tier and c.number = w.chunk
        and c.lease_until is null and c.due_at > now()`,
    [domain],
  );
}

async function write(
  manager: EntityManager,
  actor: Actor,
  action: string,
  { domain, ...detail }: { domain: string; minutes?: number; reason?: string },
): Promise<void> {
  await record(manager, { actor, action, subjectType: 'destination', subjectId: domain, detail });
}
