import type { EntityManager } from 'typeorm';
import { parseEmail } from './email-address.js';
import type { SuppressionReason } from './suppression.entity.js';

export interface SuppressionSearch {
  /** Part of an address, or a whole one: that finds it also after an erasure. */
  q?: string | undefined;
  reason?: SuppressionReason | undefined;
  /** standing: forbids mail now; over: lifted, or its end is past. */
  state: 'standing' | 'over';
}

export interface SuppressionLine {
  id: number;
  /** Null once the person asked to be erased. */
  email: string | null;
  reason: SuppressionReason;
  source: string;
  since: Date;
  until: Date | null;
  liftedAt: Date | null;
  liftedBy: string | null;
}

const COLUMNS = `id, email, reason, source, since, until, lifted_at as "liftedAt", lifted_by as "liftedBy"`;

/** Newest first, with the number of all that fit. */
export async function searchSuppressions(
  manager: EntityManager,
  search: SuppressionSearch,
  page: { limit: number; offset: number },
): Promise<{ lines: SuppressionLine[]; total: number }> {
  const { sql, params } = conditions(search);
  const lines = await manager.query<SuppressionLine[]>(
    `select ${COLUMNS} from suppression where ${sql} order by id desc limit ${page.limit} offset ${page.offset}`,
    params,
  );
  const [row] = await manager.query<{ n: number }[]>(
    `select count(*)::int as n from suppression where ${sql}`,
    params,
  );
  return { lines, total: row?.n ?? 0 };
}

/** All that fit, oldest first, in pieces: for an export of whatever length. */
export async function* eachSuppression(
  manager: EntityManager,
  search: SuppressionSearch,
): AsyncGenerator<SuppressionLine> {
  const { sql, params } = conditions(search);
  for (let after = 0; ;) {
    const lines = await manager.query<SuppressionLine[]>(
      `select ${COLUMNS} from suppression where ${sql} and id > ${after} order by id limit 1000`,
      params,
    );
    yield* lines;
    if (lines.length < 1000) return;
    after = lines.at(-1)!.id;
  }
}

function conditions({ q, reason, state }: SuppressionSearch): { sql: string; params: unknown[] } {
  const params: unknown[] = [];
  const standing = '(lifted_at is null and (until is null or until > now()))';
  const parts = [state === 'standing' ? standing : `not ${standing}`];
  if (reason) parts.push(`reason = $${params.push(reason)}`);
  const key = wholeAddress(q);
  if (key) parts.push(`email_hash = email_hash($${params.push(key)})`);
  else if (q) parts.push(`email ilike $${params.push(`%${q.replaceAll(/[\\%_]/g, '\\$&')}%`)}`);
  return { sql: parts.join(' and '), params };
}

function wholeAddress(q: string | undefined): string | null {
  try {
    return q ? parseEmail(q).key : null;
  } catch {
    return null;
  }
}
