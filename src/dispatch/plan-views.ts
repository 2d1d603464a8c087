import type { EntityManager } from 'typeorm';
import { type AudienceFilter, mailableSql } from '../contacts/audience.js';
import { trustedSql } from '../contacts/trust.js';
import type { ReleaseKind } from '../releases/release-content.js';
import { goesToReceivers } from './dispatch-rules.js';
import { receiversSql } from './freeze.js';

/** How many would be frozen now. The freeze, shortly before a tier opens, decides. */
export interface ExpectedRecipients {
  early: number;
  general: number;
}

/** Counts by the same conditions as the freeze; null for a dispatch that does not exist. */
export async function expectedRecipients(
  manager: EntityManager,
  dispatchId: number,
): Promise<ExpectedRecipients | null> {
  const [version] = await manager.query<Version[]>(
    `select v.release_id as "releaseId", v.kind, v.audience, exists (
            select from dispatch_tier t where t.dispatch_id = d.id and t.tier = 'early') as "hasEarly"
       from dispatch d join release_version v on v.id = d.version_id where d.id = $1`,
    [dispatchId],
  );
  if (!version) return null;
  const { releaseId, kind, audience } = version;
  const chosen = receiversSql(goesToReceivers(kind) ? { receiversOfRelease: releaseId } : { audience }, 2);
  const [counted] = await manager.query<{ all: number; early: number }[]>(
    `select count(*)::int as "all", count(*) filter (where ${trustedSql} and exists (
              select from terms_answer n
               where n.contact_id = c.id and n.release_id = $1 and n.answer = 'accepted'))::int as early
       from contact c where ${chosen.sql} and ${mailableSql}`,
    [releaseId, ...chosen.params],
  );
  const { all = 0, early = 0 } = counted ?? {};
  return version.hasEarly ? { early, general: all - early } : { early: 0, general: all };
}

interface Version {
  releaseId: number;
  kind: ReleaseKind;
  audience: AudienceFilter;
  hasEarly: boolean;
}
