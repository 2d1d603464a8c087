import type { EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { parseEmail } from '../contacts/email-address.js';
import { suppress, type SuppressionOrder } from '../contacts/suppress.js';
import { Bounce } from './bounce.entity.js';
import { earlierBounces } from './earlier-bounces.js';
import { type HoldRules, holdIfMany } from './hold-destination.js';
import { lockForReport } from './lock-for-report.js';
import { actionFor, type BounceAction, type BouncePolicy, type JudgedBounce } from './policy.js';

export interface BounceReport extends Omit<JudgedBounce, 'earlierSoft' | 'outOfReach'> {
  deliveryId: number;
  /** `reply` at SMTP time, or where the mail came from. */
  source: string;
  inboundMailId: number | null;
  status: string;
  reply: string;
  diagnostic: string;
}

export interface BounceRules {
  policy: BouncePolicy;
  /** A bounce that comes later than so many days after its mail does not count. */
  windowDays: number;
  hold: HoldRules;
}

/** What was done about a report, or why nothing was. `forgotten`: it is about somebody who was erased meanwhile. */
export type BounceOutcome =
  BounceAction | 'unknown delivery' | 'never sent' | 'too late' | 'seen before' | 'forgotten';

interface FoundDelivery {
  contactId: number;
  dispatchId: number;
  /** Null: the person was erased. */
  email: string | null;
  domain: string;
  isWithinWindow: boolean;
  wasSent: boolean;
}

type BouncedDelivery = FoundDelivery & { email: string };

export const READER: Actor = { kind: 'system', name: 'bounces' };

/**
 * Believes or ignores a report about one delivery, and acts on it; in the caller's transaction.
 * It counts only for the delivery that the return path's HMAC named, once for each kind and category, and within the
 * window. The address in the report's text is never acted on.
 * @returns what was done, or why nothing was
 */
export async function keepBounce(
  manager: EntityManager,
  report: BounceReport,
  rules: BounceRules,
): Promise<BounceOutcome> {
  await lockForReport(manager, `delivery ${report.deliveryId}`, report);
  const delivery = await findDelivery(manager, report.deliveryId, rules.windowDays);
  if (!delivery) return 'unknown delivery';
  const { email } = delivery;
  if (email === null) return 'forgotten';
  if (!delivery.wasSent) return 'never sent';
  if (!delivery.isWithinWindow) return 'too late';
  const seen = await manager.existsBy(Bounce, {
    deliveryId: report.deliveryId,
    kind: report.kind,
    category: report.category,
  });
  if (seen) return 'seen before';
  const action = await decide(manager, { ...delivery, email }, report, rules.policy);
  if (report.source !== 'reply')
    await proveAccepted(manager, report.deliveryId, `Proven by a ${report.kind} that came back.`);
  if (action === 'raised') await holdIfMany(manager, READER, delivery.domain, rules.hold);
  return action;
}

async function decide(
  manager: EntityManager,
  delivery: BouncedDelivery,
  report: BounceReport,
  policy: BouncePolicy,
): Promise<BounceAction> {
  const mail = { ...delivery, same: `dispatch ${delivery.dispatchId}` };
  const earlier = await earlierBounces(manager, mail, report, policy);
  const action = actionFor({ ...report, ...earlier }, policy);
  await act(manager, delivery, report, action, policy);
  await insert(manager, delivery, report, action);
  return action;
}

async function findDelivery(
  manager: EntityManager,
  id: number,
  windowDays: number,
): Promise<FoundDelivery | undefined> {
  const [row] = await manager.query<FoundDelivery[]>(
    `select d.contact_id as "contactId", d.dispatch_id as "dispatchId", d.email, d.domain,
            d.attempt > 0 as "wasSent",
            coalesce(d.settled_at, d.transmitting_at, now()) > now() - $2 * interval '1 day' as "isWithinWindow"
       from delivery d where d.id = $1`,
    [id, windowDays],
  );
  return row;
}

async function act(
  manager: EntityManager,
  delivery: BouncedDelivery,
  report: BounceReport,
  action: BounceAction,
  policy: BouncePolicy,
): Promise<void> {
  const order = suppressionFor(action, policy, new Date());
  if (!order || !delivery.email.includes('@')) return;
  const { deliveryId, category, diagnostic, status, source } = report;
  const evidence = { delivery: deliveryId, category, diagnostic, status };
  // The address that was mailed: the contact may have another one by now.
  const address = parseEmail(delivery.email);
  await suppress(manager, READER, { ...order, address, source, evidence });
  if (action === 'suppressed') await dropEarlyAccess(manager, delivery.contactId);
}

/** What a report leads to, or null. */
export function suppressionFor(
  action: BounceAction,
  policy: BouncePolicy,
  now: Date,
): Pick<SuppressionOrder, 'reason' | 'until'> | null {
  switch (action) {
    case 'suppressed':
      return { reason: 'hard_bounce' };
    case 'suppressed for now':
      return { reason: 'soft_bounces', until: new Date(now.getTime() + policy.suppressDays * 86_400_000) };
    case 'objected':
      return { reason: 'complaint' };
    default:
      return null;
  }
}

/** An address that bounced hard drops early access until the desk has vetted it again. */
export async function dropEarlyAccess(manager: EntityManager, contactId: number): Promise<void> {
  const [rows] = (await manager.query(
    `update contact set trust = 'none', trust_until = null where id = $1 and trust <> 'none' returning id`,
    [contactId],
  )) as [unknown[], number];
  if (rows.length === 0) return;
  await manager.query(
    `insert into trust_event (contact_id, kind, note) values ($1, 'dropped', 'The address bounced.')`,
    [contactId],
  );
}

async function insert(
  manager: EntityManager,
  delivery: BouncedDelivery,
  report: BounceReport,
  action: BounceAction,
): Promise<void> {
  await manager.insert(Bounce, { ...report, contactId: delivery.contactId, action });
  await record(manager, {
    actor: READER,
    action: 'bounce.kept',
    subjectType: 'delivery',
    subjectId: report.deliveryId,
    detail: { kind: report.kind, category: report.category, action, source: report.source },
  });
}

/**
 * Resolves a delivery in doubt: whoever reports about a mail has had it, so it was accepted. Nothing happens in any other
 * state. @returns whether it was in doubt
 */
export async function proveAccepted(
  manager: EntityManager,
  deliveryId: number,
  words: string,
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `with proven as (
       update delivery set state = 'accepted', reply_text = case when email is not null then $2 end where id = $1 and state = 'in_doubt'
       returning id, dispatch_id, attempt, state, reply_text)
     insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_text)
     select id, dispatch_id, attempt, state, reply_text from proven returning delivery_id`,
    [deliveryId, words],
  );
  return rows.length > 0;
}
