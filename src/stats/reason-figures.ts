import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { CHOSEN, type StatisticsWindow, windowParams } from './statistics-window.js';

export const reasonFigures = z.object({
  /** What a server answered at once: code and words of one example. */
  refusals: z.array(
    z.object({
      code: z.number().nullable(),
      text: z.string().nullable(),
      domain: z.string(),
      count: z.number(),
    }),
  ),
  /** Deliveries that came back later, by what the bounce means. */
  bounces: z.array(z.object({ category: z.string(), hard: z.boolean(), count: z.number() })),
});
export type ReasonFigures = z.infer<typeof reasonFigures>;

/** Why mails of the window did not arrive, the most frequent first; at most 100 kinds of answer. */
export async function figuresByReason(
  manager: EntityManager,
  window: StatisticsWindow,
): Promise<ReasonFigures> {
  const params = windowParams(window);
  return { refusals: await manager.query(REFUSALS, params), bounces: await manager.query(BOUNCES, params) };
}

// Addresses within the answers are blanked for the grouping, so that one answer to many counts as one.
const REFUSALS = `${CHOSEN}
  select x.reply_code as code, min(x.reply_text) as text, min(x.domain) as domain, count(*)::int as count
    from chosen c join delivery x on x.dispatch_id = c.id
   where x.state = 'refused'
   group by x.reply_code, regexp_replace(coalesce(x.reply_text, ''), '<[^>]*>', '<…>', 'g')
   order by count desc limit 100`;

const BOUNCES = `${CHOSEN}
  select b.category, bool_or(b.hard) as hard, count(distinct b.delivery_id)::int as count
    from chosen c join delivery x on x.dispatch_id = c.id join bounce b on b.delivery_id = x.id
   where b.kind = 'bounce' and b.source <> 'reply'
   group by b.category order by count desc`;
