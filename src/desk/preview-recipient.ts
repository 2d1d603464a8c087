import type { EntityManager } from 'typeorm';
import { audienceSql } from '../contacts/audience.js';
import { parseEmail } from '../contacts/email-address.js';
import { trustedSql } from '../contacts/trust.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';

/** A journalist of the press list, and whether this version would reach them now. */
export interface PreviewRecipient {
  name: string;
  email: string;
  /** "Gets it when the embargo lifts", or why not. */
  sentence: string;
  isReached: boolean;
  /** Before the lift, under the embargo mark. */
  isEarly: boolean;
}

interface Row {
  name: string;
  email: string;
  isChosen: boolean;
  isTrusted: boolean;
  hasAccepted: boolean;
  isPaused: boolean;
  frequency: 'each' | 'daily' | 'weekly';
  suppression: string | null;
}

/** Somebody who may be meant. */
export interface RecipientChoice {
  name: string;
  email: string;
}

/** More than so many are no choice: then a longer name is wanted. */
export const MOST_CHOICES = 8;

/** Those of the press list whose name or address begins so, or has a word that does; one more than can be shown. */
export function recipientChoices(manager: EntityManager, text: string): Promise<RecipientChoice[]> {
  return manager.query<RecipientChoice[]>(
    `select name, email from contact
      where name ilike $1 or name ilike '% ' || $1 or email_key like lower($1)
      order by name, email limit $2`,
    [`${text.replaceAll(/[\\%_]/g, '\\$&')}%`, MOST_CHOICES + 1],
  );
}

/** @returns null when nobody of this address is on the press list, or it is none */
export async function previewRecipient(
  manager: EntityManager,
  version: ReleaseVersion,
  address: string,
): Promise<PreviewRecipient | null> {
  const key = keyOf(address);
  if (key === null) return null;
  const { sql, params } = audienceSql(version.audience, 3);
  const [row] = await manager.query<Row[]>(
    `select c.name, c.email, ${sql} as "isChosen", coalesce(${trustedSql}, false) as "isTrusted", c.frequency,
            exists (select from terms_answer a where a.contact_id = c.id and a.release_id = $2
                       and a.answer = 'accepted') as "hasAccepted",
            coalesce(c.pause_until > now(), false) as "isPaused",
            (select s.reason from suppression s where s.email_hash = email_hash(c.email_key) and s.lifted_at is null
                and (s.until is null or s.until > now())) as suppression
       from contact c where c.email_key = $1`,
    [key, version.releaseId, ...params],
  );
  return row ? { name: row.name, email: row.email, ...reach(row, version) } : null;
}

type Reach = Pick<PreviewRecipient, 'sentence' | 'isReached' | 'isEarly'>;

function reach(row: Row, version: ReleaseVersion): Reach {
  const no = (sentence: string) => ({ sentence, isReached: false, isEarly: false });
  if (row.suppression !== null)
    return no(`Would not get it: suppressed (${row.suppression.replaceAll('_', ' ')}).`);
  if (!row.isChosen) return no('Would not get it: follows none of the chosen topics.');
  if (row.isPaused) return no('Would not get it: has paused all mails.');
  if (row.frequency !== 'each') return no(`Gets it in the ${row.frequency} digest, not by itself.`);
  if (version.earlyAt && row.isTrusted && row.hasAccepted)
    return { sentence: 'Gets it early, under the embargo mark.', isReached: true, isEarly: true };
  return {
    sentence: version.embargoAt ? 'Gets it when the embargo lifts.' : 'Gets it at once.',
    isReached: true,
    isEarly: false,
  };
}

function keyOf(address: string): string | null {
  try {
    return parseEmail(address).key;
  } catch {
    return null;
  }
}
