import type { EntityManager } from 'typeorm';
import type { BouncePolicy, JudgedBounce, OutOfReach } from './policy.js';
import { categories } from './reading/categories.js';

/** The mail that came back: a release's delivery, or a single mail. */
export interface BouncedMail {
  contactId: number;
  domain: string;
  /** What makes two mails one: the dispatch of a release, the mail itself otherwise. */
  same: string;
}

/** SQL: what makes two mails one, of `came_back b`. */
const SAME = `coalesce('dispatch ' || b.dispatch_id, b.mail || ' ' || b.mail_id)`;
/** How long servers keep trying (RFC 5321 section 4.5.4.1): a mail that a relay took is not known to have arrived before. */
const BOUNCES_COME_WITHIN = '5 days';
const RETRIED = Object.entries(categories)
  .filter(([, { consequence }]) => consequence === 'retry')
  .map(([category]) => category);

/** SQL: `came_back b` is a final failure of a server within the policy's days; $3 and $4. */
const FAILED = `b.kind = 'bounce' and b.category = any ($3) and b.undone_at is null
        and b.at > now() - $4::float8 * interval '1 day'`;
/** SQL: `delivery d` surely arrived, and is not the mail of now, $2. */
const ARRIVED = `d.state = 'accepted' and d.settled_at < now() - interval '${BOUNCES_COME_WITHIN}'
        and 'dispatch ' || d.dispatch_id <> $2 and not exists (select from bounce x where x.delivery_id = d.id and x.kind = 'bounce')`;

/** What is known of this contact and destination besides the bounce that came just now. */
export async function earlierBounces(
  manager: EntityManager,
  mail: BouncedMail,
  { kind, category }: Pick<JudgedBounce, 'kind' | 'category'>,
  policy: BouncePolicy,
): Promise<Pick<JudgedBounce, 'earlierSoft' | 'outOfReach'>> {
  const isRetried = kind === 'bounce' && RETRIED.includes(category);
  return {
    earlierSoft: await countSoft(manager, mail, policy),
    outOfReach: isRetried ? await countOutOfReach(manager, mail, policy) : { mails: 0, addresses: 0 },
  };
}

/** Soft bounces of this contact that still stand, of other mails. */
async function countSoft(
  manager: EntityManager,
  { contactId, same }: BouncedMail,
  { softDays }: BouncePolicy,
): Promise<number> {
  const [row] = await manager.query<{ n: number }[]>(
    `select count(distinct ${SAME})::int as n from came_back b
      where b.contact_id = $1 and ${SAME} <> $2 and b.action = 'counted' and b.undone_at is null
        and b.at > now() - $3::float8 * interval '1 day'`,
    [contactId, same, softDays],
  );
  return row?.n ?? 0;
}

async function countOutOfReach(
  manager: EntityManager,
  mail: BouncedMail,
  policy: BouncePolicy,
): Promise<OutOfReach> {
  const mails = await mailsMissed(manager, mail, policy);
  const addresses = await addressesMissed(manager, mail, policy, null);
  if (addresses < policy.outOfReachLimit) return { mails, addresses };
  // Asked only now: it looks at every delivery of the dispatches of those days.
  const arrived = await lastArrivalAt(manager, mail, policy);
  return { mails, addresses: await addressesMissed(manager, mail, policy, arrived) };
}

/** Mails to this contact that never got through since one did; the one of now is counted in. */
async function mailsMissed(
  manager: EntityManager,
  { contactId, same }: BouncedMail,
  { outOfReachDays }: BouncePolicy,
): Promise<number> {
  const [row] = await manager.query<{ n: number }[]>(
    `select 1 + count(distinct ${SAME})::int as n from came_back b
      where b.contact_id = $1 and ${SAME} <> $2 and ${FAILED}
        and b.at > coalesce((select max(d.settled_at) from delivery d where d.contact_id = $1 and ${ARRIVED}), '-infinity')`,
    [contactId, same, RETRIED, outOfReachDays],
  );
  return row?.n ?? 1;
}

/** Addresses of the domain that were not reached since `arrived`; the one of now is counted in. */
async function addressesMissed(
  manager: EntityManager,
  { contactId, domain }: BouncedMail,
  { outOfReachDays }: BouncePolicy,
  arrived: Date | null,
): Promise<number> {
  const [row] = await manager.query<{ n: number }[]>(
    `select 1 + count(distinct b.contact_id)::int as n from came_back b
      where b.contact_id <> $1 and b.domain = $2 and ${FAILED}
        and b.at > coalesce($5::timestamptz, '-infinity')`,
    [contactId, domain, RETRIED, outOfReachDays, arrived],
  );
  return row?.n ?? 1;
}

/** When something last arrived at the domain. */
async function lastArrivalAt(
  manager: EntityManager,
  { domain, same }: BouncedMail,
  { outOfReachDays }: BouncePolicy,
): Promise<Date | null> {
  const [row] = await manager.query<{ at: Date | null }[]>(
    `select max(d.settled_at) as at from delivery d
      where d.dispatch_id in (select id from dispatch where ended_at is null or ended_at > now() - $3::float8 * interval '1 day')
        and d.domain = $1 and ${ARRIVED}`,
    [domain, same, outOfReachDays],
  );
  return row?.at ?? null;
}
