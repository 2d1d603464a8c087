import type { EntityManager } from 'typeorm';
import { type AudienceFilter, audienceSql, mailableSql } from './audience.js';
import { type ContactView, contactViews } from './contact-view.js';

export interface AudienceCount {
  /** Whom the filter matches. */
  matching: number;
  /** Of those, who would get a release now. */
  mailable: number;
  sample: ContactView[];
}

const SAMPLE = 10;

/** Whom an audience reaches now; the dispatch asks again when it freezes. */
export async function countAudience(manager: EntityManager, filter: AudienceFilter): Promise<AudienceCount> {
  const { sql, params } = audienceSql(filter);
  const [counts]: { matching: number; mailable: number }[] = await manager.query(
    `select count(*)::int as matching, count(*) filter (where ${mailableSql})::int as mailable from contact c where ${sql}`,
    params,
  );
  const rows: { id: number }[] = await manager.query(
    `select c.id from contact c where ${sql} and ${mailableSql} limit ${SAMPLE}`,
    params,
  );
  return {
    ...counts!,
    sample: await contactViews(
      manager,
      rows.map((row) => row.id),
    ),
  };
}
