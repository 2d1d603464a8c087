import type { BeginVerdict, Settlement } from './step-writer.js';
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
  const number = attempt.begun?.attempt ?? attempt.before + 1;
  const base = {
    deliveryId: attempt.deliveryId,
    attempt: number,
    epoch: attempt.epoch,
    begun: attempt.begun !== null,
    code: null,
    wait: null,
  };
  switch (outcome.kind) {
    case 'accepted':
      return { ...base, state: 'accepted', code: outcome.code, text: outcome.text };
    case 'refused':
      return { ...base, state: 'refused', code: outcome.code, text: outcome.text };
    case 'deferred':
      return {
        ...base,
        state: 'deferred',
        code: outcome.code,
        text: outcome.text,
        wait: retryWait(number, retry, random),
      };
    case 'in_doubt':
      return { ...base, state: 'in_doubt', text: outcome.reason };
    case 'unsendable':
      return { ...base, state: 'refused', text: outcome.reason };
    case 'unsent':
      return {
        ...base,
        state: 'deferred',
        text: outcome.reason,
        wait: BROKEN_CONNECTION_WAIT * (1 + random),
      };
  }
}
