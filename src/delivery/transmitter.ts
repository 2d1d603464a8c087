import { performance } from 'node:perf_hooks';
import type { ChunkRun } from './chunk-run.js';
import { DomainPace } from './domain-pace.js';
import { HeldDestinations } from './held-destinations.js';
import type { MailSource, OutgoingMail, SmtpOutcome } from './smtp/outgoing-mail.js';

/** What the transmitter needs of the lanes. */
export interface Lanes {
  /** There is a mail to fetch. */
  poke(): void;
}

/**
 * The source of all lanes of a worker: the chunks under way, the most urgent first. A lane that is free takes the next
 * mail of the first run that has one.
 */
export class Transmitter implements MailSource {
  private runs: ChunkRun[] = [];
  private lanes: Lanes = { poke: () => undefined };
  private readonly pace = new DomainPace();
  /** What a person or the bounces put to rest, for all workers. */
  readonly held = new HeldDestinations();

  attach(lanes: Lanes): void {
    this.lanes = lanes;
  }

  next(): OutgoingMail | undefined {
    const now = performance.now();
    const restOf = (domain: string) => Math.max(this.pace.restOf(domain, now), this.held.restOf(domain, now));
    for (const run of this.runs) {
      const mail = run.take(restOf);
      if (mail) return mail;
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

  readonly noteOutcome = (domain: string, outcome: SmtpOutcome): void =>
    this.pace.noted(domain, outcome, performance.now());

  get active(): readonly ChunkRun[] {
    return this.runs;
  }
}
