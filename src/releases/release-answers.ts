import { z } from 'zod';
import { audienceFilter } from '../contacts/audience.js';
import { boundProperties } from './bound-content.js';
import { releaseKinds, releaseTypes } from './release-content.js';
import { shownStates } from './release-state.js';
import { stages } from './release-version.entity.js';

// What the API says of releases. A type's comments stand where the type is: release-summaries.ts, release-json.ts.

const time = z.date();
const publicId = z.string().meta({ description: 'Random; part of the public address.' });

export const releaseSummaryAnswer = z
  .object({
    publicId,
    releaseId: z.number(),
    versionId: z.number(),
    number: z.number(),
    kind: z.enum(releaseKinds),
    type: z.enum(releaseTypes),
    language: z.string(),
    headline: z.string(),
    stage: z.enum(stages),
    state: z.enum(shownStates),
    revision: z
      .number()
      .meta({ description: 'Send it with a change or an approval: it says what you have read.' }),
    embargoAt: time.nullable(),
    embargoZone: z.string().nullable(),
    earlyAt: time.nullable(),
    liftAt: time.nullable(),
    dispatchId: z.number().nullable(),
    topics: z.array(z.number()),
    createdAt: time,
    updatedAt: time,
    updatedBy: z.string().nullable(),
    approvedBy: z.string().nullable(),
  })
  .meta({ id: 'ReleaseSummary' });

const body = z.looseObject({ type: z.literal('doc') }).meta({ description: 'A ProseMirror document.' });
const eventTime = z.object({ wall: z.string(), zone: z.string(), at: z.string() });
const advisory = z.object({
  who: z.string(),
  what: z.string(),
  where: z.string(),
  starts: eventTime.nullable(),
  ends: eventTime.nullable(),
  more: z.array(z.object({ label: z.string(), text: z.string() })),
});
const leadImage = z.object({
  imageId: z.string(),
  sha256: z.string(),
  width: z.number(),
  height: z.number(),
  alt: z.string(),
  credit: z.string(),
  caption: z.string(),
});
const attachedFile = z.object({
  fileId: z.string(),
  sha256: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
});
const pressContact = z.object({
  name: z.string(),
  role: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
});
const content = z.object({
  notice: z.string(),
  subhead: z.string(),
  dateline: z.string(),
  body,
  advisory: advisory.nullable(),
  image: leadImage.nullable(),
  files: z.array(attachedFile),
  pressContacts: z.array(pressContact),
  boilerplate: z.string(),
  subject: z.string(),
  preheader: z.string(),
});
const embargo = z.object({ wall: z.string(), zone: z.string(), instant: time });

export const releaseAnswer = releaseSummaryAnswer
  .extend({
    contentHash: z.string().meta({ description: 'Hex; what an approval of this version binds.' }),
    content,
    audience: audienceFilter,
    embargo: embargo.nullable(),
    stopAfter: time.nullable(),
    versions: z.array(releaseSummaryAnswer).meta({ description: 'Newest first, this one included.' }),
  })
  .meta({ id: 'Release' });

export const savesAnswer = z.array(
  z.object({
    revision: z.number(),
    at: time,
    by: z.string().nullable(),
    content: z.partialRecord(z.enum(boundProperties), z.unknown()),
    changed: z.array(z.enum(boundProperties)),
  }),
);

const localTime = z.object({
  zone: z.string(),
  date: z.string(),
  time: z.string(),
  name: z.string(),
  offset: z.string(),
  otherDay: z.boolean(),
});

/** An embargo as it is shown back in every zone that matters. */
export const embargoAnswer = z.object({
  embargo: embargo.nullable(),
  early: time.nullable(),
  stopAfter: time.nullable(),
  shown: z
    .object({
      weekday: z.string(),
      newsroom: localTime,
      utc: localTime,
      recipients: z.array(localTime),
    })
    .nullable(),
});
