import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { COUNTED, COUNTED_BY_TOPIC, countedAnswer } from './counted-readers.js';
import {
  CAME_BACK,
  CHOSEN,
  OUTCOME,
  outcomeAnswer,
  type StatisticsWindow,
  windowParams,
} from './statistics-window.js';

export const topicFigures = z.object({
  topicId: z.number(),
  topic: z.string(),
  releases: z.number(),
  ...outcomeAnswer,
  ...countedAnswer,
});
export type TopicFigures = z.infer<typeof topicFigures>;

/** By topic, the most mails first. A release of two topics counts in both, so the rows do not add up to the whole. */
export function figuresByTopic(manager: EntityManager, window: StatisticsWindow): Promise<TopicFigures[]> {
  return manager.query(
    `${CHOSEN}
     select t.id as "topicId", t.name as topic, count(distinct c.id)::int as releases, ${OUTCOME}, ${COUNTED}
       from chosen c join topic t on t.id = any (c.topics)
       left join delivery x on x.dispatch_id = c.id left join ${CAME_BACK} on b.delivery_id = x.id
       left join ${COUNTED_BY_TOPIC} m on m.id = t.id
      group by t.id, t.name order by recipients desc, t.name limit 200`,
    windowParams(window),
  );
}
