import type { EntityManager } from 'typeorm';
import type { ContactView } from '../contacts/contact-view.js';
import { searchContacts, wordsOf } from '../contacts/search-contacts.js';
import { type DispatchView, listDispatches } from '../dispatch/dispatch-views.js';
import { listReleases, type ReleaseSummary, versionsOf } from '../releases/release-summaries.js';
import { may, type Role } from '../users/may.js';

/** What is found of each kind, the newest first; null: this person may not look there. */
export interface Found {
  releases: ReleaseSummary[] | null;
  contacts: ContactView[] | null;
  topics: FoundTopic[] | null;
  dispatches: DispatchView[] | null;
}

export interface FoundTopic {
  id: number;
  name: string;
  description: string;
  isArchived: boolean;
  followers: number;
}

/** Of each kind; one more is read, so that a page can say that there are more. */
export const MOST_SHOWN = 8;
const LIMIT = MOST_SHOWN + 1;

/**
 * Looks for words in releases, contacts, topics and dispatches that this role may read. A release is found by its number
 * ("12" or "12.1", as under the release) too, a dispatch by its own.
 */
export async function searchEverything(manager: EntityManager, role: Role, q: string): Promise<Found> {
  const [releases, dispatches] = may(role, 'releases.read') ? await findReleases(manager, q) : [null, null];
  const [contacts, topics] = may(role, 'contacts.read')
    ? [await findContacts(manager, q), await findTopics(manager, q)]
    : [null, null];
  return { releases, contacts, topics, dispatches };
}

async function findReleases(manager: EntityManager, q: string): Promise<[ReleaseSummary[], DispatchView[]]> {
  const byNumber = await releaseOfNumber(manager, q);
  const byWords = await listReleases(manager, { search: q, limit: LIMIT });
  const others = byWords.filter(({ publicId }) => publicId !== byNumber?.publicId);
  return [byNumber ? [byNumber, ...others] : others, await findDispatches(manager, q)];
}

// Numbers of releases are the newsroom's own: "release 12", "12.1".
async function releaseOfNumber(manager: EntityManager, q: string): Promise<ReleaseSummary | undefined> {
  const number = /^#?(\d{1,15})(?:\.\d{1,5})?$/.exec(q)?.[1];
  if (number === undefined) return undefined;
  const [release] = await manager.query<{ publicId: string }[]>(
    `select public_id as "publicId" from release where id = $1`,
    [number],
  );
  return release && (await versionsOf(manager, release.publicId))[0];
}

async function findDispatches(manager: EntityManager, q: string): Promise<DispatchView[]> {
  return listDispatches(manager, { search: q, limit: LIMIT });
}

/** The press list without any word to look for would be all of it. */
async function findContacts(manager: EntityManager, q: string): Promise<ContactView[]> {
  if (wordsOf(q).length === 0) return [];
  return (await searchContacts(manager, { q, limit: LIMIT })).contacts;
}

async function findTopics(manager: EntityManager, q: string): Promise<FoundTopic[]> {
  return manager.query<FoundTopic[]>(
    `select t.id, t.name, t.description, t.archived_at is not null as "isArchived",
            (select count(*)::int from subscription s where s.topic_id = t.id and s.state = 'active') as followers
       from topic t where t.name ilike $1 or t.description ilike $1
      order by t.archived_at nulls first, t.name limit $2`,
    [`%${q.replaceAll(/[\\%_]/g, '\\$&')}%`, LIMIT],
  );
}
