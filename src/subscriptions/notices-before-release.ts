import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import { noticeDueSql } from './notice-due.js';
import { untoldSql } from './notices.js';

/** Who gets a release: a condition over `contact c`, its parameters numbered from $3. */
export interface Receiving {
  sql: string;
  params: unknown[];
}

/**
 * Makes the notice due now for all who would otherwise be told only after the release reached them, in the caller's
 * transaction: the law wants them told with the first communication at the latest (GDPR Art. 14(3)(b)). Nobody twice.
 * Nothing if the newsroom sends its notices itself. @returns how many
 */
export async function noteDueBefore(
  manager: EntityManager,
  receiving: Receiving,
  firstMailAt: Date,
  { NOTICES, NOTICE_AFTER_DAYS }: Pick<Env, 'NOTICES' | 'NOTICE_AFTER_DAYS'>,
): Promise<number> {
  if (!NOTICES) return 0;
  const [noted] = await manager.query<[{ n: number }]>(
    `with noted as (
       insert into notice (contact_id)
       select c.id from contact c
        where ${untoldSql} and ${noticeDueSql('$1')} > $2::timestamptz and ${receiving.sql}
       on conflict do nothing returning 1)
     select count(*)::int as n from noted`,
    [NOTICE_AFTER_DAYS, firstMailAt, ...receiving.params],
  );
  return noted.n;
}
