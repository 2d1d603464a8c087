import { z } from 'zod';
import { type AudienceLine, LINE_FIELDS, type LineField } from './audience-lines.js';

const fieldNames = Object.keys(LINE_FIELDS) as [LineField, ...LineField[]];

/** A line whose first choice was left open is none. */
const sentLine = z.object({
  group: z.coerce.number().int().min(0).max(99),
  field: z.enum(fieldNames).optional(),
  is: z.enum(['yes', 'no']).default('yes'),
  value: z.string().trim().max(5000).default(''),
});

export const audienceForm = z.object({
  name: z.string().trim().max(120).default(''),
  lines: z.record(z.string().regex(/^\d{1,3}$/), sentLine).default({}),
});
export type SentAudience = z.output<typeof audienceForm>;

/** In the order of the form. */
export function sentLines({ lines }: SentAudience): AudienceLine[] {
  return Object.entries(lines)
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([, { group, field, is, value }]) => (field ? [{ group, field, is: is === 'yes', value }] : []));
}
