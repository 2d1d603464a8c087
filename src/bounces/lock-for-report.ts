import type { EntityManager } from 'typeorm';
import { categories } from './reading/categories.js';
import type { JudgedBounce } from './policy.js';

/**
 * Reports about one mail are taken one after the other, until the transaction ends. One that may stop mail to somebody holds
 * the gate as well, before any other lock: what nobody can be stopped by must not keep a send waiting while it is counted.
 * @param mail names the mail among all of ours
 */
export async function lockForReport(
  manager: EntityManager,
  mail: string,
  report: Pick<JudgedBounce, 'kind' | 'category'>,
): Promise<void> {
  if (mayForbid(report)) await manager.query('select forbid()');
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`report about ${mail}`]);
}

/** As `actionFor` decides: a delay or a server out of reach never leads to a suppression. */
function mayForbid({ kind, category }: Pick<JudgedBounce, 'kind' | 'category'>): boolean {
  if (kind === 'feedback') return true;
  return kind === 'bounce' && ['suppress', 'count', 'admin'].includes(categories[category].consequence);
}
