import { performance } from 'node:perf_hooks';
import type { ChunkRun } from './chunk-run.js';
import { DomainPace } from './domain-pace.js';
import { HeldDestinations } from './held-destinations.js';
import { SendRates } from './send-rates.js';
import type { MailSource, OutgoingMail, SmtpOutcome } from './smtp/outgoing-mail.js';

/** What the transmitter needs of the lanes. */
export interface Lanes {
  /** There is a mail to fetch. */
  poke(): void;
}

/** ms for which a chunk waits for a rate; then the mails that still wait are put off, and the chunk is given back. */
const PATIENCE = 2_000;

/**
 * The source of all lanes of a worker: the chunks under way, the most urgent first. A lane that is free takes the next
 * mail of the first run that has one.
 */
export class Transmitter implements MailSource {
  readonly rates = new SendRates();
  /** What a person or the bounces put to rest, for all workers. */
  readonly held = new HeldDestinations();
  private runs: ChunkRun[] = [];
  private lanes: Lanes = { poke: () => undefined };
  private readonly pace = new DomainPace();

  attach(lanes: Lanes): void {
    this.lanes = lanes;
  }

  next(server: string): OutgoingMail | undefined {
    const now = performance.now();
    const { rates } = this;
    if (this.runs.length === 0 || !rates.mayTake('server', server, now)) return undefined;
    for (const run of this.runs) {
      const dispatch = String(run.settings.chunk.dispatchId);
      if (!rates.mayTake('dispatch', dispatch, now)) {
        run.waitsSince(now);
        continue;
      }
      const mail = run.take((domain) => this.judge(domain, now), now);
      if (!mail) continue;
      rates.took('server', server);
      rates.took('dispatch', dispatch);
      rates.took('domain', mail.domain);
      return mail;
    }
    return undefined;
  }

  /** Sends a chunk's mails; resolves when each has its outcome or none may leave any more. */
  async transmit(run: ChunkRun): Promise<void> {
    this.runs = [...this.runs, run].sort((a, b) => a.urgency - b.urgency);
    this.lanes.poke();
    try {
      await run.finished;
    } finally {
      this.runs = this.runs.filter((other) => other !== run);
    }
  }

  /** Mails were granted, or time went by: wakes the lanes, and puts off what has waited long enough. */
  ratesChanged(): void {
    const now = performance.now();
    this.lanes.poke();
    for (const run of this.runs) {
      const dispatch = String(run.settings.chunk.dispatchId);
      if (run.waitedFor(now) < PATIENCE) continue;
      run.putOff((domain) =>
        Math.max(
          this.rates.placeInLine('dispatch', dispatch, now),
          this.rates.placeInLine('domain', domain, now),
        ),
      );
    }
  }

  readonly noteOutcome = (domain: string, outcome: SmtpOutcome): void => {
    this.rates.ended('domain', domain);
    this.pace.noted(domain, outcome, performance.now());
  };

  get active(): readonly ChunkRun[] {
    return this.runs;
  }

  private judge(domain: string, now: number): 'go' | 'wait' | number {
    const rest = Math.max(this.pace.restOf(domain, now), this.held.restOf(domain, now));
    if (rest > 0) return rest;
    return this.rates.mayTake('domain', domain, now) ? 'go' : 'wait';
  }
}
