import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import { countedChoices } from '../contacts/counting-choice.js';

export type MeasuringSettings = Pick<Env, 'MEASURE' | 'MEASURE_LEAST' | 'MEASURE_DAYS'>;

const SECRET_BYTES = 32;
/** As `measured_link.number` and `reading_trace.link` can hold. */
const MOST_LINKS = 1000;

/**
 * Before the first mail of a dispatch: whether its mails carry counted links, and where these lead. Not where the
 * setting or the release says no, nor where fewer people would be counted than figures may be shown about.
 */
export async function beginMeasuring(
  manager: EntityManager,
  settings: MeasuringSettings,
  dispatchId: number,
  links: readonly string[],
): Promise<boolean> {
  const choices = countedChoices(settings.MEASURE);
  if (choices.length === 0 || links.length > MOST_LINKS) return false;
  return manager.transaction(async (inner) => {
    await inner.query(BEGIN, [
      dispatchId,
      randomBytes(SECRET_BYTES),
      links.length,
      settings.MEASURE_LEAST,
      settings.MEASURE_DAYS,
      choices,
    ]);
    await inner.query(KEEP_LINKS, [dispatchId, links]);
    const [row] = await inner.query<{ begun: boolean }[]>(
      `select exists (select from measuring where dispatch_id = $1) as begun`,
      [dispatchId],
    );
    return row?.begun ?? false;
  });
}

/**
 * Any number of workers may do this at once; the first one's secret stays. Counts no further than the least, and where
 * only those who agreed are counted from the index of these: else it would read a million who did not.
 */
const BEGIN = `
  insert into measuring (dispatch_id, secret, links, least, ends_at)
  select d.id, $2, $3, $4::int, greatest(now(), d.lift_at) + $5::float8 * interval '1 day'
    from dispatch d join release_version v on v.id = d.version_id join release r on r.id = v.release_id
   where d.id = $1 and r.measured
     and $4::int <= (select count(*) from (
           select from delivery x join contact c on c.id = x.contact_id
            where x.dispatch_id = $1 and x.tier = 'general' and x.state not in ('suppressed', 'cancelled')
              and counting_choice(c) = any ($6) and ('unsaid' = any ($6) or c.measured) limit $4::int) enough)
  on conflict do nothing`;

const KEEP_LINKS = `
  insert into measured_link (dispatch_id, number, url)
  select m.dispatch_id, l.n - 1, l.url
    from measuring m, unnest($2::text[]) with ordinality l (url, n) where m.dispatch_id = $1
  on conflict do nothing`;
