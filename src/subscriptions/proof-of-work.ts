import { createHash } from 'node:crypto';
import { type Challenge, createChallenge, randomInt, type Solution, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import { z } from 'zod';
import type { SigningKeys } from '../auth/signed-token.js';

/** About a tenth of a second for a reader's browser. */
const COST = 1;
const COUNTER = { from: 20_000, to: 60_000 };
const VALID_MINUTES = 30;

/** A challenge (altcha's format, version 2) that only we can have made. */
export async function newChallenge(keys: SigningKeys, now: Date): Promise<Challenge> {
  return createChallenge({
    algorithm: 'SHA-256',
    cost: COST,
    counter: randomInt(COUNTER.from, COUNTER.to),
    deriveKey,
    expiresAt: new Date(now.getTime() + VALID_MINUTES * 60_000),
    ...secretsOf(keys),
  });
}

const answer = z.object({
  challenge: z.object({ parameters: z.record(z.string(), z.unknown()), signature: z.string().max(200) }),
  solution: z.object({ counter: z.number(), derivedKey: z.string().max(200) }),
});

/** `id` names the challenge, so that each answer is accepted once. */
export type Proof = { kind: 'none' } | { kind: 'wrong' } | { kind: 'proven'; id: string };

/** Reads the form's field: base64 of the challenge and its solution. Never throws. */
export async function checkProof(keys: SigningKeys, field: string | undefined): Promise<Proof> {
  if (!field) return { kind: 'none' };
  if (field.length > 10_000) return { kind: 'wrong' };
  try {
    const { challenge, solution } = answer.parse(JSON.parse(Buffer.from(field, 'base64').toString('utf8')));
    const result = await verifySolution({
      challenge: challenge as unknown as Challenge,
      solution: solution as unknown as Solution,
      deriveKey,
      ...secretsOf(keys),
    });
    return result.verified ? { kind: 'proven', id: challenge.signature } : { kind: 'wrong' };
  } catch {
    return { kind: 'wrong' };
  }
}

function secretsOf([key]: SigningKeys): { hmacSignatureSecret: string; hmacKeySignatureSecret: string } {
  const derive = (purpose: string) => createHash('sha256').update(`${purpose}:${key.secret}`).digest('hex');
  return {
    hmacSignatureSecret: derive('proof-of-work'),
    hmacKeySignatureSecret: derive('proof-of-work-key'),
  };
}
