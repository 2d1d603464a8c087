import type { EntityManager } from 'typeorm';
import type { TrustLevel } from './contact.entity.js';

/** A journalist who asked for early access and has no answer yet. */
export interface TrustRequest {
  contactId: number;
  name: string;
  email: string;
  /** Where the list has them. */
  outlet: string | null;
  at: Date;
  /** What they state. */
  statedOutlet: string;
  proof: string;
}

/** A journalist with early access, restricted or not. */
export interface TrustHolder {
  contactId: number;
  name: string;
  email: string;
  outlet: string | null;
  trust: TrustLevel;
  trustUntil: Date | null;
  outletId: number | null;
  trustOutletId: number | null;
  /** Warnings in the ledger. */
  warnings: number;
}

// The last request of each contact, if no answer came after it. The first line of the note is the outlet.
const WAITING = `
  select e.contact_id as "contactId", c.name, c.email, o.name as outlet, e.at,
         split_part(e.note, E'\\n', 1) as "statedOutlet",
         substr(e.note, length(split_part(e.note, E'\\n', 1)) + 2) as proof
    from trust_event e join contact c on c.id = e.contact_id left join outlet o on o.id = c.outlet_id
   where e.kind = 'request' and ($1::bigint is null or e.contact_id = $1)
     and not exists (select from trust_event later where later.contact_id = e.contact_id and later.id > e.id
                        and later.kind in ('request', 'grant', 'refusal'))
   order by e.id`;

const HOLDERS = `
  select c.id as "contactId", c.name, c.email, o.name as outlet, c.trust, c.trust_until as "trustUntil",
         c.outlet_id as "outletId", c.trust_outlet_id as "trustOutletId",
         (select count(*)::int from trust_event w where w.contact_id = c.id and w.kind = 'warning') as warnings
    from contact c left join outlet o on o.id = c.outlet_id
   where c.trust <> 'none' order by lower(coalesce(nullif(c.name, ''), c.email)), c.id limit 1000`;

/** Who waits for an answer, the oldest first. */
export function waitingRequests(manager: EntityManager): Promise<TrustRequest[]> {
  return manager.query(WAITING, [null]);
}

export async function waitingRequest(
  manager: EntityManager,
  contactId: number,
): Promise<TrustRequest | null> {
  const [request] = await manager.query<TrustRequest[]>(WAITING, [contactId]);
  return request ?? null;
}

/** By name; at most 1,000. */
export function trustHolders(manager: EntityManager): Promise<TrustHolder[]> {
  return manager.query(HOLDERS);
}
