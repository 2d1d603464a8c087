import type { Pool } from 'pg';
import {
  type ChunkKey,
  type ClaimLimits,
  type ClaimRefusal,
  claimChunk,
  closeChunk,
  recipientsOf,
  restRecipients,
} from './chunk-claims.js';
import { ChunkRun } from './chunk-run.js';
import type { DatabaseClock } from './database-clock.js';
import type { ChunkJob } from './delivery-queue.js';
import type { ReleaseMails } from './release-mails.js';
import type { RetryPolicy } from './retry.js';
import type { StepWriter } from './step-writer.js';
import type { Transmitter } from './transmitter.js';

export interface ChunkSenderParts {
  pool: Pool;
  worker: string;
  limits: ClaimLimits;
  retry: RetryPolicy;
  clock: DatabaseClock;
  mails: ReleaseMails;
  writer: StepWriter;
  transmitter: Transmitter;
}

/** ms that a job may wait for its instant here; one that is due later goes back to the queue. */
export const LONGEST_WAIT = 2_000;
/** ms around the instant in which the database is asked again when it says "not yet". */
const INSISTENCE = 250;

/** Claims chunks and sends them. */
export class ChunkSender {
  private readonly held = new Map<string, { chunk: ChunkKey; epoch: number; run: ChunkRun | null }>();

  constructor(private readonly parts: ChunkSenderParts) {}

  /**
   * Waits for the chunk's time if that is near, claims it, sends it and gives it back. Returns the refusal when the
   * database did not permit it, else null. Throws only when the database or the rendering fails.
   */
  async send(job: ChunkJob, signal?: AbortSignal): Promise<ClaimRefusal | 'too early' | null> {
    const { clock, mails } = this.parts;
    const early = job.opensAt - (await clock.now());
    if (early > LONGEST_WAIT) return 'too early';
    const builder = await mails.builderFor(job.dispatchId, job.tier);
    await clock.until(job.opensAt, signal);
    if (signal?.aborted) return 'taken';
    const claim = await this.claim(job, signal);
    if (claim.refusal !== null) return claim.refusal;
    await this.sendClaimed(job, claim.epoch, builder);
    return null;
  }

  /** What this worker holds, for the renewal of leases. */
  heldChunks(): { chunk: ChunkKey; epoch: number }[] {
    return [...this.held.values()];
  }

  /** Stops handing out mails of chunks that are not in `alive` any more or whose gate closed. */
  heed(alive: { dispatchId: number; tier: string; number: number; closed: string | null }[]): void {
    const words = new Map(alive.map((each) => [keyOf(each), each.closed]));
    for (const [key, { run }] of this.held) {
      const closed = words.has(key) ? words.get(key) : 'fenced';
      if (closed) run?.close(closed);
    }
  }

  /** No new mails leave; those in flight are finished. */
  closeAll(reason: string): void {
    for (const { run } of this.held.values()) run?.close(reason);
  }

  private async claim(job: ChunkJob, signal?: AbortSignal) {
    const { pool, worker, limits, clock } = this.parts;
    const giveUpAt = job.opensAt + INSISTENCE;
    for (;;) {
      const claim = await claimChunk(pool, job, worker, limits, new Date());
      if (claim.refusal !== 'embargo' || signal?.aborted || (await clock.now()) > giveUpAt) return claim;
    }
  }

  private async sendClaimed(job: ChunkJob, epoch: number, builder: ChunkRun['settings']['builder']) {
    const { pool, worker, retry, writer, transmitter } = this.parts;
    const key = keyOf(job);
    const chunk = { dispatchId: job.dispatchId, tier: job.tier, number: job.number };
    const holding = { chunk, epoch, run: null as ChunkRun | null };
    this.held.set(key, holding);
    try {
      const recipients = await recipientsOf(pool, chunk);
      const run = new ChunkRun({
        chunk,
        epoch,
        urgency: job.urgency,
        recipients,
        builder,
        writer,
        retry,
        onOutcome: transmitter.noteOutcome,
      });
      holding.run = run;
      await transmitter.transmit(run);
      await writer.flushed();
      await restRecipients(
        pool,
        run.rested.map((each) => each.id),
        run.rested.map((each) => each.seconds),
      );
    } finally {
      this.held.delete(key);
    }
    await closeChunk(pool, chunk, worker, epoch);
  }
}

function keyOf(chunk: { dispatchId: number; tier: string; number: number }): string {
  return `${chunk.dispatchId}/${chunk.tier}/${chunk.number}`;
}
