import { z } from 'zod';
import { cleanLine, cleanText } from '../rendering/clean-text.js';
import { ContentRefused } from '../rendering/content-refused.js';
import { parseBody } from '../rendering/parse-body.js';
import { plainTextToBody } from '../rendering/plain-text-to-body.js';
import { isKnownZone } from './embargo.js';
import { type BodyDoc, releaseTypes } from './release-content.js';

// What the desk's forms and the API may send of a release: one set of limits for both.

const line = (longest: number) =>
  z
    .string()
    .transform(cleanLine)
    .pipe(z.string().max(longest, `At most ${longest} characters.`));
const text = (longest: number) =>
  z
    .string()
    .transform((given) => cleanText(given).trim())
    .pipe(z.string().max(longest, `At most ${longest} characters.`));

const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Write a language tag such as en or es-MX.');

/** A document of the editor, or plain text whose blank lines part the paragraphs. */
const body = z
  .union([z.string(), z.looseObject({ type: z.literal('doc') })])
  .transform((given, context): BodyDoc => {
    try {
      return typeof given === 'string' ? plainTextToBody(given) : parseBody(given);
    } catch (refused) {
      if (!(refused instanceof ContentRefused)) throw refused;
      context.addIssue({ code: 'custom', message: refused.message });
      return z.NEVER;
    }
  });

const email = z.union([z.literal(''), z.email('Write an address such as press@newsroom.example.')]);

const pressContact = z.object({
  name: line(120),
  role: line(120).optional(),
  email: z.string().trim().pipe(email).optional(),
  phone: line(60).optional(),
});

/** A time on the clock of a place, as forms send it. */
export const wallTimeFields = z.object({
  wall: z
    .string()
    .trim()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'Write date and time like 2026-11-24T09:00.'),
  zone: z.string().trim().refine(isKnownZone, 'Name a time zone such as America/New_York.'),
});

const advisory = z.object({
  who: text(2000).default(''),
  what: text(4000).default(''),
  where: text(2000).default(''),
  starts: wallTimeFields.nullable().default(null),
  ends: wallTimeFields.nullable().default(null),
  more: z
    .array(z.object({ label: line(40), text: text(2000) }))
    .max(8)
    .default([]),
});

const leadImage = z.object({
  imageId: z.string().max(64),
  alt: text(1000).default(''),
  credit: line(300).default(''),
  caption: text(1000).default(''),
});

const attachedFile = z.object({ fileId: z.string().max(64), name: line(200).optional() });

const shape = {
  notice: text(4000),
  type: z.enum(releaseTypes),
  language,
  headline: line(300),
  subhead: line(400),
  dateline: line(200),
  body,
  advisory: advisory.nullable(),
  image: leadImage.nullable(),
  files: z.array(attachedFile).max(20),
  pressContacts: z.array(pressContact).max(5),
  boilerplate: text(4000),
  subject: line(300),
  preheader: line(300),
};

/** Any part of a draft: what is absent stays as it is. */
export const draftFields = z.object(shape).partial().strict();
export type DraftFields = z.output<typeof draftFields>;

export const newReleaseFields = z
  .object({
    ...z.object(shape).partial().shape,
    type: shape.type.default('press_release'),
    topics: z.array(z.number().int().positive()).max(100).optional(),
    /** The release that this one says in another language: its public id. */
    translationOf: z.string().max(64).optional(),
  })
  .strict();
export type NewReleaseFields = z.output<typeof newReleaseFields>;
