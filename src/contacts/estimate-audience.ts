import type { EntityManager } from 'typeorm';
import { type AudienceFilter, audienceSql, mailableSql } from './audience.js';
import { contactViews } from './contact-view.js';
import type { AudienceCount } from './count-audience.js';

/** Below this the planner expects an exact count to take less than about a tenth of a second. */
const CHEAP = 20_000;
/** Contacts looked at for an estimate: a share of a third is then right within 2 % nineteen times of twenty or so. */
const LOOKED_AT = 8_000;
const SAMPLE = 10;
/** The same pages each time: they and what hangs on them are then in memory, and a count asked for again does not jump. */
const ALWAYS_THE_SAME = 1;

/**
 * Whom an audience reaches, at once however long the list is: exact where that is cheap by the planner's reckoning, else
 * estimated from some pages of the list. `isExact` says which. Of small audiences of a long list an estimate says little;
 * ask `countAudience` next.
 */
export async function glanceAtAudience(
  manager: EntityManager,
  filter: AudienceFilter,
  mostCost = CHEAP,
): Promise<AudienceCount> {
  return (await cost(manager, filter)) <= mostCost ? countAll(manager, filter) : estimate(manager, filter);
}

interface Found {
  n: number;
  matching: number;
  mailable: number;
  ids: number[];
}

/** Over contacts c: how many there are, how many of them fit, and some who would get a release. */
const FOUND = (fits: string) => `
  count(*)::int as n, count(*) filter (where ${fits})::int as matching,
  count(*) filter (where ${fits} and ${mailableSql})::int as mailable,
  coalesce((array_agg(c.id order by c.id desc) filter (where ${fits} and ${mailableSql}))[1:${SAMPLE}], '{}') as ids`;

async function countAll(manager: EntityManager, filter: AudienceFilter): Promise<AudienceCount> {
  const { sql, params } = audienceSql(filter);
  const [found]: Found[] = await manager.query(`select ${FOUND('true')} from contact c where ${sql}`, params);
  const { matching, mailable, ids } = found!;
  return { matching, mailable, isExact: true, sample: await contactViews(manager, ids) };
}

async function estimate(manager: EntityManager, filter: AudienceFilter): Promise<AudienceCount> {
  const total = await knownLength(manager);
  const percent = Math.min(100, (100 * LOOKED_AT) / Math.max(1, total));
  const { sql, params } = audienceSql(filter, 2);
  const [found]: Found[] = await inTransaction(manager, async (inside) => {
    await inside.query(LOOK_UP_EACH);
    return inside.query(
      `select ${FOUND('c.fits')} from (select c.*, ${sql} as fits from contact c tablesample system ($1) repeatable (${ALWAYS_THE_SAME}) offset 0) c`,
      [percent, ...params],
    );
  });
  const { n, matching, mailable, ids } = found!;
  const scale = (count: number) => (n === 0 ? 0 : roundOff((count * total) / n));
  return {
    matching: scale(matching),
    mailable: scale(mailable),
    isExact: false,
    sample: await contactViews(manager, ids),
  };
}

/**
 * Of half a million followers or deliveries the planner would rather read all into a hash table than look up 8,000 of
 * them, as long as the table fits into this.
 */
const LOOK_UP_EACH = `set local work_mem = '2MB'; set local hash_mem_multiplier = 1`;

/** In the caller's transaction, if there is one: a setting is then that one's until its end. */
async function inTransaction<T>(
  manager: EntityManager,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return manager.queryRunner?.isTransactionActive ? work(manager) : manager.transaction(work);
}

/** What counting exactly would cost by the planner's reckoning; 1 is about the reading of a page. Runs nothing. */
async function cost(manager: EntityManager, filter: AudienceFilter): Promise<number> {
  const { sql, params } = audienceSql(filter);
  const [row]: { 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }[] = await manager.query(
    `explain (format json) select ${FOUND('true')} from contact c where ${sql}`,
    params,
  );
  return row!['QUERY PLAN'][0].Plan['Total Cost'];
}

/** Two figures: more would look like knowledge. */
function roundOff(count: number): number {
  return count < 100 ? Math.round(count) : Number(count.toPrecision(2));
}

/** As of the last vacuum or analyze. */
async function knownLength(manager: EntityManager): Promise<number> {
  const [row]: { n: number }[] = await manager.query(
    `select greatest(reltuples, 0)::float8 as n from pg_class where oid = 'contact'::regclass`,
  );
  return row!.n;
}
