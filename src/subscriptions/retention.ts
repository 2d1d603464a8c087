import type { DataSource } from 'typeorm';
import { sweepAttempts } from '../auth/take-attempt.js';
import { CONFIRM_DAYS } from './confirmation-mails.service.js';
import { CHANGE_DAYS } from './personal-links.service.js';

/**
 * Past changes of consent lose the network address and the details once they are older than so many days, unless a
 * subscription that stands rests on them: then they are its proof (GDPR Art. 7(1)). What was chosen, when, through what
 * and in which words stays; it names nobody once the contact is erased.
 */
const BLANK_CONSENT = `
  update consent_event e set address = null, detail = '{}'
   where e.at < now() - $1::float8 * interval '1 day' and (e.address is not null or e.detail <> '{}')
     and not exists (select from subscription s where s.contact_id = e.contact_id and s.state = 'active'
                        and (e.topic_id is null or s.topic_id = e.topic_id))`;

/** The time of an answer or a view stays, the network address it came from goes. */
const BLANK_EARLY = ['terms_answer', 'early_view'].map(
  (table) =>
    `update ${table} set address = null where address is not null and at < now() - $1::float8 * interval '1 day'`,
);

/** Refused rows are there to be corrected; the file they came from is the desk's own. */
const REFUSED_ROWS_DAYS = 90;

const FORGET = [
  `delete from contact_import_refusal r using contact_import i
    where i.id = r.import_id and i.created_at < now() - interval '${REFUSED_ROWS_DAYS} days'`,
  `delete from subscription_request where created_at < now() - interval '${CONFIRM_DAYS + 1} days'`,
  `delete from address_change where created_at < now() - interval '${CHANGE_DAYS + 1} days'`,
  `delete from early_code where expires_at < now() - interval '1 day'`,
];

/**
 * Forgets what is kept for a time only: wishes that nobody confirmed, links that have expired, and network addresses
 * beyond `consentDetailDays`. @returns how many consent events were blanked
 */
export async function forgetOld(source: DataSource, consentDetailDays: number): Promise<number> {
  for (const statement of FORGET) await source.query(statement);
  await sweepAttempts(source.manager);
  for (const statement of BLANK_EARLY) await source.query(statement, [consentDetailDays]);
  const [, blanked] = await source.query<[unknown, number]>(BLANK_CONSENT, [consentDetailDays]);
  return blanked;
}
