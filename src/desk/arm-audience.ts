import type { EntityManager } from 'typeorm';
import { mailableSql } from '../contacts/audience.js';
import { trustedSql } from '../contacts/trust.js';
import { goesToReceivers } from '../dispatch/dispatch-rules.js';
import { receiversSql } from '../dispatch/freeze.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { topicsOfAudience } from '../releases/topics-of-audience.js';

/** Who would get a version if it were sent now, and who not, with the reason. The real audience is frozen later. */
export interface ArmAudience {
  /** All who get it: `early` and `general`. */
  total: number;
  early: number;
  general: number;
  /** Distinct mail domains among them. */
  domains: number;
  /** The most frequent reason first; each person is counted once, by the strictest. */
  excluded: { reason: string; count: number }[];
}

type AudienceOf = Pick<ReleaseVersion, 'kind' | 'releaseId' | 'audience' | 'earlyAt'>;
interface Row {
  reason: string | null;
  isEarly: boolean;
  count: number;
  domains: number;
}

const REASON = `case
  when s.reason is not null then 'suppressed: ' || replace(s.reason, '_', ' ')
  when c.pause_until > now() then 'paused by themselves'
  when c.frequency <> 'each' then 'get the ' || c.frequency || ' digest instead' end`;

/** One pass over the audience: seconds for a million contacts. */
export async function armAudience(manager: EntityManager, version: AudienceOf): Promise<ArmAudience> {
  const { sql, params } = receiversSql(receiversOf(version), 3);
  const rows = await manager.query<Row[]>(
    `select reason, "isEarly", count(*)::int as count, count(distinct domain)::int as domains from (
       select case when ${mailableSql} then null else ${REASON} end as reason,
              $1::boolean and coalesce(${trustedSql}, false) and exists (select from terms_answer a
                where a.contact_id = c.id and a.release_id = $2 and a.answer = 'accepted') as "isEarly",
              split_part(c.email_key, '@', 2) as domain
         from contact c
         left join suppression s on s.email_hash = email_hash(c.email_key) and s.lifted_at is null
                                and (s.until is null or s.until > now())
        where ${sql}) x
      group by 1, 2 order by 3 desc`,
    [version.earlyAt !== null, version.releaseId, ...params],
  );
  return inTotal(rows, await neverConfirmed(manager, version));
}

function receiversOf({ kind, releaseId, audience }: AudienceOf) {
  return goesToReceivers(kind) ? { receiversOfRelease: releaseId } : { audience };
}

function inTotal(rows: Row[], unconfirmed: ArmAudience['excluded']): ArmAudience {
  const reached = rows.filter(({ reason }) => reason === null);
  const sum = (some: Row[]) => some.reduce((total, { count }) => total + count, 0);
  const early = sum(reached.filter(({ isEarly }) => isEarly));
  const total = sum(reached);
  const reasons = [...new Set(rows.flatMap(({ reason }) => reason ?? []))];
  const excluded = reasons.map((reason) => ({
    reason,
    count: sum(rows.filter((row) => row.reason === reason)),
  }));
  return {
    ...{ total, early, general: total - early },
    domains: Math.max(0, ...reached.map(({ domains }) => domains)),
    excluded: [...excluded, ...unconfirmed].sort((a, b) => b.count - a.count),
  };
}

/** Those who once wanted one of the topics, and do not follow any of them now. */
async function neverConfirmed(manager: EntityManager, version: AudienceOf): Promise<ArmAudience['excluded']> {
  if (goesToReceivers(version.kind)) return [];
  const rows = await manager.query<{ state: 'left' | 'unconfirmed'; count: number }[]>(
    `select state, count(*)::int as count from (
       select contact_id, min(state) as state from subscription where topic_id = any ($1::bigint[])
        group by contact_id having bool_and(state in ('left', 'unconfirmed'))) x group by 1`,
    [topicsOfAudience(version.audience)],
  );
  const words = { left: 'left these topics', unconfirmed: 'have not confirmed their subscription' };
  return rows.map(({ state, count }) => ({ reason: words[state], count }));
}
