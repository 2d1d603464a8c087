import { z } from 'zod';
import { languageTag } from '../contacts/contact-input.js';
import { topicVisibilities } from './topic.entity.js';

const name = z.string().trim().min(1, 'A topic needs a name.').max(120);
const description = z.string().trim().max(2000);
const admits = z
  .string()
  .trim()
  .max(1000)
  .nullable()
  .transform((text) => (text === '' ? null : text))
  .refine((text) => text === null || text.includes('@'), 'Write patterns of addresses, such as *@*.example.');

export const topicChanges = z.strictObject({
  name: name.optional(),
  description: description.optional(),
  language: languageTag.optional(),
  visibility: z.enum(topicVisibilities).optional(),
  /** patterns of addresses that may subscribe by themselves; null: any */
  admits: admits.optional(),
  /** the desk decides on each subscription */
  approval: z.boolean().optional(),
});
export type TopicChanges = z.infer<typeof topicChanges>;

export const newTopic = topicChanges.extend({
  name,
  slug: z
    .string()
    .regex(/^[\p{Ll}\p{Lo}\p{N}]+(-[\p{Ll}\p{Lo}\p{N}]+)*$/u, 'A slug has small letters, digits and hyphens.')
    .max(80)
    .optional(),
});
export type NewTopic = z.infer<typeof newTopic>;
