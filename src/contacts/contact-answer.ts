import { z } from 'zod';
import { frequencies, trustLevels } from './contact.entity.js';
import { suppressionReasons } from './suppression.entity.js';

const named = z.object({ id: z.number(), name: z.string() });
/** The database writes these views as JSON, so their times are texts already. */
const time = z.string().meta({ format: 'date-time' });

/** A `ContactView` over the API. */
export const contactAnswer = z
  .object({
    id: z.number(),
    email: z.string(),
    name: z.string(),
    outlet: named.nullable(),
    role: z.string().nullable(),
    beats: z.array(named),
    languages: z.array(z.string()),
    country: z.string().nullable(),
    timeZone: z.string().nullable(),
    phone: z.string().nullable(),
    notes: z.string().nullable(),
    tags: z.array(z.string()),
    source: z.string(),
    sourceAt: time,
    frequency: z.enum(frequencies),
    pauseUntil: time.nullable(),
    trust: z.enum(trustLevels),
    trustUntil: time.nullable(),
    noticeAt: time.nullable(),
    createdAt: time,
    updatedAt: time,
    suppressed: z
      .enum(suppressionReasons)
      .nullable()
      .meta({ description: 'Why no mail goes to the address now; null: nothing stands against it.' }),
  })
  .meta({ id: 'Contact' });

export const contactPageAnswer = z.object({
  contacts: z.array(contactAnswer),
  next: z.number().nullable().meta({ description: 'Pass as `before` for the next page; null at the end.' }),
});
