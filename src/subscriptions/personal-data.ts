import type { EntityManager } from 'typeorm';
import { contactViews } from '../contacts/contact-view.js';
import { consentHistory } from './consent-record.js';
import { subscriptionsOf } from './subscriptions.service.js';

/** What else is kept about a contact ($1), by the name under which they read it. */
const KEPT: Record<string, string> = {
  // The choice is all: opens and clicks are only counted, never kept by name.
  opensAndClicks: `select counting_choice(c) as choice from contact c where id = $1`,
  earlyAccess: `select at, kind, until, note from trust_event where contact_id = $1 order by id`,
  earlyAccessOffers: `
    select r.public_id as release, o.offered_at as "offeredAt" from early_offer o join release r on r.id = o.release_id
     where o.contact_id = $1 order by o.offered_at`,
  termsAnswers: `
    select r.public_id as release, n.answer, n.at, n.address, encode(n.text_hash, 'hex') as "textHash"
      from terms_answer n join release r on r.id = n.release_id where n.contact_id = $1 order by n.at`,
  earlyViews: `
    select v.release_id as release, e.what, e.at, e.address from early_view e join release_version v on v.id = e.version_id
     where e.contact_id = $1 order by e.id`,
  suppressions: `
    select reason, source, since, until, lifted_at as "liftedAt" from suppression
     where email_hash = (select email_hash(email_key) from contact where id = $1) order by id`,
  deliveries: `
    select id, email, state, settled_at as "settledAt", reply_code as "replyCode", reply_text as "replyText"
      from delivery where contact_id = $1 order by id`,
  digests: `
    select period::text, email, state, settled_at as "settledAt", reply_text as "replyText" from digest
     where contact_id = $1 order by id`,
  notice: `
    select state, email, settled_at as "settledAt", reply_text as "replyText" from notice where contact_id = $1`,
  letters: `
    select purpose, email, state, begun_at as "begunAt", reply_text as "replyText" from letter where contact_id = $1 order by id`,
  bounces: `
    select at, 'release' as mail, kind, category, diagnostic, action from bounce where contact_id = $1
    union all select at, coalesce(purpose, mail), kind, category, diagnostic, action from single_bounce where contact_id = $1 order by at`,
  addressChanges: `
    select email, created_at as "createdAt", done_at as "doneAt" from address_change where contact_id = $1 order by id`,
  requests: `
    select email, name, outlet, beats, language, address, created_at as "createdAt", confirmed_at as "confirmedAt"
      from subscription_request where email_key = (select email_key from contact where id = $1) order by id`,
  mergedAddresses: `select email_key as address, at from contact_merge where contact_id = $1 order by at`,
};

/** All that is kept about a person, by what it is (GDPR Art. 15 and 20). */
export async function personalData(manager: EntityManager, contactId: number): Promise<object> {
  const [contact] = await contactViews(manager, [contactId]);
  const kept: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(KEPT)) kept[name] = await manager.query(sql, [contactId]);
  return {
    contact,
    subscriptions: await subscriptionsOf(manager, contactId),
    consent: await consentHistory(manager, contactId),
    ...kept,
  };
}
