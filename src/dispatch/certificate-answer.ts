import { z } from 'zod';

const time = z.string().meta({ description: 'ISO 8601 in UTC, to the microsecond.' });

// The signature is over the statement's JSON, so the order of the keys here is the order in which certificate.ts
// writes them.

const totals = z.object({
  frozen: z.number(),
  accepted: z.number(),
  refused: z.number(),
  suppressed: z.number(),
  cancelled: z.number(),
  inDoubt: z.number(),
  open: z.number(),
  beforeTheirTime: z.number(),
  firstAcceptedSecondsAfterLift: z.number().nullable(),
  lastAcceptedSecondsAfterLift: z.number().nullable(),
});
const recipient = z.object({
  email: z.string().nullable().meta({ description: 'Null: the person was erased.' }),
  tier: z.string(),
  opensAt: time,
  state: z.string(),
  attempt: z.number(),
  claimedAt: time.nullable(),
  transmittingAt: time.nullable(),
  settledAt: time.nullable(),
  replyCode: z.number().nullable(),
  replyText: z.string().nullable(),
});

/** A `Certificate` over the API. */
export const certificateAnswer = z
  .object({
    statement: z.object({
      dispatch: z.number(),
      release: z.string(),
      headline: z.string(),
      releaseHash: z.string(),
      liftAt: time,
      issuedAt: time,
      totals,
      recipients: z.array(recipient),
    }),
    signature: z
      .string()
      .meta({ description: 'Ed25519 over the UTF-8 bytes of the statement as JSON, base64.' }),
    publicKey: z.string().meta({ description: 'SPKI, base64.' }),
  })
  .meta({ id: 'Certificate' });
