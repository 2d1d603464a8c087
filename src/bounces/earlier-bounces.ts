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
const RETRIED = Object.entries(categories)
  .filter(([, { consequence }]) => consequence === 'retry')
  .map(([category]) => category);

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

/** Mails to this contact, and addresses of the domain, that nothing has reached since; the one of now is counted in. */
async function countOutOfReach(
  manager: EntityManager,
  { contactId, domain, same }: BouncedMail,
  { outOfReachDays }: BouncePolicy,
): Promise<OutOfReach> {
  const [row] = await manager.query<OutOfReach[]>(
    `with failed as (
       select b.at, b.contact_id, b.domain, ${SAME} as same from came_back b
        where (b.contact_id = $1 or b.domain = $2) and b.kind = 'bounce' and b.category = any ($4) and b.undone_at is null
          and b.at > now() - $5::float8 * interval '1 day'),
     arrived as (
       select max(d.settled_at) filter (where d.contact_id = $1) as here, max(d.settled_at) filter (where d.domain = $2) as there
         from delivery d
        where d.dispatch_id in (select id from dispatch where ended_at is null or ended_at > now() - $5::float8 * interval '1 day')
          and (d.contact_id = $1 or d.domain = $2) and d.state = 'accepted'
          and not exists (select from bounce b where b.delivery_id = d.id and b.kind = 'bounce'))
     select 1 + (select count(distinct same)::int from failed
                  where contact_id = $1 and same <> $3 and at > coalesce(here, '-infinity')) as mails,
            1 + (select count(distinct contact_id)::int from failed
                  where domain = $2 and contact_id <> $1 and at > coalesce(there, '-infinity')) as addresses
       from arrived`,
    [contactId, domain, same, RETRIED, outOfReachDays],
  );
  return row ?? { mails: 1, addresses: 1 };
}
