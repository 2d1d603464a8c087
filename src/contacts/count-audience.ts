import type { EntityManager } from 'typeorm';
import { type AudienceFilter, audienceSql, mailableSql } from './audience.js';
import { type ContactView, contactViews } from './contact-view.js';

export interface AudienceCount {
  /** Whom the filter matches. */
  matching: number;
  /** Of those, who would get a release now. */
  mailable: number;
  /** False: both numbers are estimates, rounded. */
  isExact: boolean;
  sample: ContactView[];
}

const SAMPLE = 10;
/** Of more topics than these, counting by contact is cheaper than merging the followers of each. */
const MOST_MERGED = 8;

/** Whom an audience reaches now; the dispatch asks again when it freezes. */
export async function countAudience(manager: EntityManager, filter: AudienceFilter): Promise<AudienceCount> {
  const matching = await countOf(manager, matchingSql(filter));
  const kept = await countOf(manager, unmailableSql(filter));
  const { sql, params } = audienceSql(filter);
  const rows: { id: number }[] = await manager.query(
    `select c.id from contact c where ${sql} and ${mailableSql} limit ${SAMPLE}`,
    params,
  );
  const ids = rows.map((row) => row.id);
  return { matching, mailable: matching - kept, isExact: true, sample: await contactViews(manager, ids) };
}

type Query = { sql: string; params: unknown[] };

async function countOf(manager: EntityManager, { sql, params }: Query): Promise<number> {
  const [row]: { n: number }[] = await manager.query(`select count(*)::int as n from ${sql}`, params);
  return row!.n;
}

/** Followers of topics are read off an index in the order of their ids, without looking at a contact. */
function matchingSql(filter: AudienceFilter): Query {
  const topics = 'topics' in filter ? [...new Set(filter.topics)] : [];
  if (topics.length === 0 || topics.length > MOST_MERGED) {
    const { sql, params } = audienceSql(filter);
    return { sql: `contact c where ${sql}`, params };
  }
  const followers = topics.map(
    (_, at) => `select contact_id from subscription where topic_id = $${at + 1}::bigint and state = 'active'`,
  );
  return { sql: `(${followers.join(' union ')}) followers`, params: topics };
}

/**
 * Those of an audience who may not be mailed. They are few and found by their indexes, so that nobody else's standing is
 * looked at. The candidates are a superset; `mailableSql` decides.
 */
function unmailableSql(filter: AudienceFilter): Query {
  const { sql, params } = audienceSql(filter);
  return {
    sql: `contact c where c.id in (
            select id from contact where frequency <> 'each' or pause_until is not null
            union all
            select k.id from suppression s join contact k on k.email_hash = s.email_hash where s.lifted_at is null)
          and ${sql} and not ${mailableSql}`,
    params,
  };
}
