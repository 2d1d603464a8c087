import type { Settlement } from './step-statement.js';
import type { BeginVerdict } from './step-writer.js';
import { type RetryPolicy, retryWait } from './retry.js';
import type { SmtpOutcome } from './smtp/outgoing-mail.js';

/** Where a delivery stood when its outcome came. */
export interface Attempt {
  deliveryId: number;
  /** Attempts before this one. */
  before: number;
  epoch: number;
  /** The database's answer, or null if it was never asked (the server answered earlier). */
  begun: BeginVerdict | null;
}

/** Longest text of a reply that is kept. */
const LONGEST_TEXT = 2_000;
/** Seconds until a mail that met a broken connection is tried again. */
const BROKEN_CONNECTION_WAIT = 1;

/**
 * What an outcome means for the account. Only a reply code is definite about refusal, and only the lane's own knowledge
 * that the final dot never left is definite about not having sent (RFC 5321 section 4.2, RFC 1047).
 * Returns null when there is nothing to keep: the gate said no, so the row is as the database left it.
 */
export function settlementOf(
  outcome: SmtpOutcome,
  attempt: Attempt,
  retry: RetryPolicy,
  random: number,
): Settlement | null {
  if (outcome.kind === 'dropped' || (attempt.begun && attempt.begun.verdict !== 'go')) return null;
  switch (outcome.kind) {
    case 'accepted':
    case 'refused':
      return settled(attempt, outcome.kind, outcome.code, outcome.text);
    case 'deferred':
      return settled(
        attempt,
        'deferred',
        outcome.code,
        outcome.text,
        retryWait(numberOf(attempt), retry, random),
      );
    case 'in_doubt':
      return settled(attempt, 'in_doubt', null, outcome.reason);
    case 'unsendable':
      return settled(attempt, 'refused', null, outcome.reason);
    case 'unsent':
      return settled(attempt, 'deferred', null, outcome.reason, BROKEN_CONNECTION_WAIT * (1 + random));
  }
}

function settled(
  attempt: Attempt,
  state: Settlement['state'],
  code: number | null,
  words: string,
  wait: number | null = null,
): Settlement {
  const { deliveryId, epoch, begun } = attempt;
  const text = words.slice(0, LONGEST_TEXT);
  return { deliveryId, attempt: numberOf(attempt), epoch, begun: begun !== null, state, code, text, wait };
}

function numberOf({ begun, before }: Attempt): number {
  return begun?.attempt ?? before + 1;
}
