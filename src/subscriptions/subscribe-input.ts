import { z } from 'zod';
import { canonicalZone } from '../contacts/contact-input.js';
import { parseEmail } from '../contacts/email-address.js';
import { frequencies } from '../contacts/contact.entity.js';
import type { WordKey } from './locales/en.js';
import { pageLanguages } from './journalist-words.js';

/** What journalists type. Messages are keys of their words, put into their language where the form is shown. */
const say = (key: WordKey) => key;

const line = (most: number) =>
  z
    .string()
    .transform((text) =>
      text
        .normalize('NFC')
        .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
        .trim(),
    )
    .pipe(z.string().max(most, say('error.tooLong')));

export const journalistEmail = z.string({ error: say('error.required') }).transform((text, context) => {
  try {
    return parseEmail(text);
  } catch {
    context.addIssue({ code: 'custom', message: say('error.email') });
    return z.NEVER;
  }
});

const ids = z
  .array(z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER), { error: say('error.topics') })
  .max(500);

const beats = line(1000)
  .transform((text) =>
    text
      .split(/[,،;]/)
      .map((beat) => beat.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.string().max(80, say('error.tooLong'))).max(20, say('error.tooLong')));

export const subscribeForm = z.object({
  email: journalistEmail,
  name: line(200).default(''),
  outlet: line(200).default(''),
  beats: beats.default([]),
  topics: ids.min(1, say('error.topics')),
  language: z.enum(pageLanguages as [string, ...string[]]).default('en'),
  /** the proof of work */
  altcha: z.string().optional(),
  /** seen by robots only */
  website: z.string().optional(),
});
export type SubscribeForm = z.infer<typeof subscribeForm>;

const today = (now: Date) => now.toISOString().slice(0, 10);

export const preferencesForm = z.object({
  topics: ids.default([]),
  frequency: z.enum(frequencies),
  language: z.enum(pageLanguages as [string, ...string[]]),
  timeZone: z
    .string()
    .transform((text, context) => {
      const zone = canonicalZone(text.trim());
      if (zone === undefined) context.addIssue({ code: 'custom', message: say('error.timeZone') });
      return zone ?? z.NEVER;
    })
    .nullable()
    .default(null),
  /** the first day on which mail goes out again */
  pauseUntil: z.iso
    .date({ error: say('error.date') })
    .refine((day) => day > today(new Date()), say('error.date'))
    .nullable()
    .default(null),
  /** about opens and clicks; absent: not asked */
  counting: z.enum(['agreed', 'declined']).optional(),
});
export type PreferencesForm = z.infer<typeof preferencesForm>;

export const newAddressForm = z.object({ email: journalistEmail });

export const earlyAccessForm = z.object({
  outlet: line(200).pipe(z.string().min(1, say('error.required'))),
  proof: line(2000).pipe(z.string().min(1, say('error.required'))),
  terms: z.literal('on', { error: say('early.termsNeeded') }),
});
export type EarlyAccessForm = z.infer<typeof earlyAccessForm>;
