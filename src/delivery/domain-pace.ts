import type { SmtpOutcome } from './smtp/outgoing-mail.js';

interface Rest {
  until: number;
  /** Deferrals in a row. */
  streak: number;
}

/** Seconds. */
const FIRST_REST = 2;
const LONGEST_REST = 300;
/** Deferrals in a row before a domain rests: one full mailbox is no reason to make its neighbours wait. */
const PATIENCE = 3;

/**
 * Adaptive slow-down: a domain that defers several mails in a row rests for a while, twice as long each time, and others
 * go on. A mail it accepts ends that. Mails that were on their way when the rest began tell nothing new: twenty
 * connections that are turned away together count once, or the rest would be minutes at once. Local to a worker; what counts across workers is kept by the database.
 */
export class DomainPace {
  private readonly rests = new Map<string, Rest>();

  /** @param now ms, any clock that only goes forward */
  noted(domain: string, outcome: SmtpOutcome, now: number): void {
    if (outcome.kind === 'accepted') {
      this.rests.delete(domain);
      return;
    }
    if (outcome.kind !== 'deferred' || !isAboutTheDomain(outcome)) return;
    const rest = this.rests.get(domain);
    if (rest && now < rest.until) return;
    const streak = (rest?.streak ?? 0) + 1;
    const seconds = streak < PATIENCE ? 0 : Math.min(FIRST_REST * 2 ** (streak - PATIENCE), LONGEST_REST);
    this.rests.set(domain, { until: now + seconds * 1000, streak });
  }

  /** Seconds this domain still rests; 0 when it may be used. */
  restOf(domain: string, now: number): number {
    return Math.max(0, ((this.rests.get(domain)?.until ?? 0) - now) / 1000);
  }
}

/** 421 and 4.7.x speak of us as a sender, 4.4.x of the way, 4.3.x of the system; 4.2.x of one mailbox (RFC 3463). */
function isAboutTheDomain(outcome: { code: number; enhanced?: string }): boolean {
  return outcome.code === 421 || !outcome.enhanced?.startsWith('4.2');
}
