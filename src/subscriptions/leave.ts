import type { EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { Contact } from '../contacts/contact.entity.js';
import { suppress } from '../contacts/suppress.js';
import { type ConsentContext, writeConsent } from './consent-record.js';

/**
 * Leaves topics, in the caller's transaction; the first change takes the gate lock, so a mail whose transmission has
 * not begun by its commit does not go out. Topics that are not followed are passed over.
 * @returns how many were left
 */
export async function leaveTopics(
  manager: EntityManager,
  actor: Actor,
  contactId: number,
  topicIds: number[],
  context: ConsentContext,
): Promise<number> {
  const left = await leaveWhere(manager, contactId, topicIds);
  if (left.length === 0) return 0;
  await writeConsent(
    manager,
    left.map((topicId) => ({ contactId, topicId, change: 'left' })),
    context,
  );
  const detail = { topics: left, source: context.source };
  await record(manager, {
    actor,
    action: 'contact.left_topics',
    subjectType: 'contact',
    subjectId: contactId,
    detail,
  });
  return left.length;
}

/**
 * Leaves every topic and suppresses the address. A contact that is gone, or has left already, is not an error:
 * one-click requests may come twice or late (RFC 8058). `deliveryId`: the mail whose link was used. `reason`: what the
 * person said; an objection (GDPR Art. 21) is stricter than leaving.
 * @returns whether anything changed
 */
export async function leaveEverything(
  manager: EntityManager,
  actor: Actor,
  contactId: number,
  context: ConsentContext & { deliveryId?: number | null; reason?: 'unsubscribed' | 'objection' },
): Promise<boolean> {
  const contact = await manager.findOneBy(Contact, { id: contactId });
  if (!contact) return false;
  const address = { email: contact.email, key: contact.emailKey };
  const suppressed = await suppress(manager, actor, {
    address,
    reason: context.reason ?? 'unsubscribed',
    source: context.source,
  });
  const left = await leaveWhere(manager, contactId, null);
  if (!suppressed && left.length === 0) return false;
  await writeConsent(
    manager,
    [
      {
        contactId,
        topicId: null,
        change: context.reason === 'objection' ? 'objected' : 'left all',
        detail: { topics: left, ...(context.deliveryId && { delivery: context.deliveryId }) },
      },
    ],
    context,
  );
  const detail = { topics: left, source: context.source };
  await record(manager, {
    actor,
    action: context.reason === 'objection' ? 'contact.objected' : 'contact.left_all',
    subjectType: 'contact',
    subjectId: contactId,
    detail,
  });
  return true;
}

async function leaveWhere(
  manager: EntityManager,
  contactId: number,
  topicIds: number[] | null,
): Promise<number[]> {
  const [rows]: [{ topicId: number }[], number] = await manager.query(
    `update subscription set state = 'left', since = now()
      where contact_id = $1 and state <> 'left' and ($2::bigint[] is null or topic_id = any($2))
      returning topic_id as "topicId"`,
    [contactId, topicIds],
  );
  return rows.map((row) => row.topicId);
}
