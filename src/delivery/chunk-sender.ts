import { performance } from 'node:perf_hooks';
import type { Pool } from 'pg';
import {
  type ChunkKey,
  type Claim,
  type ClaimLimits,
  type ClaimRefusal,
  claimChunk,
  closeChunk,
  headOf,
  type Recipient,
  recipientsOf,
  restRecipients,
} from './chunk-claims.js';
import { ChunkRun, type MailBuilder } from './chunk-run.js';
import type { DatabaseClock } from './database-clock.js';
import type { ChunkJob } from './delivery-queue.js';
import { signaturesOf } from './prepared-signatures.js';
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

type Permitted = Extract<Claim, { refusal: null }>;

/** A chunk as it was at an epoch. */
interface ReadChunk {
  epoch: number;
  pace: number | null;
  recipients: Recipient[];
}

interface SendParts {
  builder: MailBuilder;
  /** The chunk as it was read before its time. */
  early: ReadChunk | undefined;
  signal: AbortSignal | undefined;
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
    const read = early > 0 ? await this.read(job) : undefined;
    await clock.until(job.opensAt, signal);
    if (signal?.aborted) return 'taken';
    const claim = await this.claim(job, signal);
    if (claim.refusal !== null) return claim.refusal;
    await this.sendClaimed(job, claim, { builder, early: read, signal });
    return null;
  }

  /** Before a lift: the claim then only takes away whom it suppressed. Each mail is asked for again in any case. */
  private async read(job: ChunkJob): Promise<ReadChunk> {
    const { pool } = this.parts;
    const chunk = chunkOf(job);
    const [head, recipients, signatures] = await Promise.all([
      headOf(pool, chunk),
      recipientsOf(pool, chunk),
      signaturesOf(pool, chunk),
    ]);
    for (const recipient of recipients) recipient.signed = signatures.get(recipient.id);
    return { ...head, recipients };
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

  private async sendClaimed(job: ChunkJob, claim: Permitted, { builder, early, signal }: SendParts) {
    const { pool, worker, limits, retry, writer, transmitter } = this.parts;
    const { epoch } = claim;
    const key = keyOf(job);
    const chunk = chunkOf(job);
    const holding = { chunk, epoch, run: null as ChunkRun | null };
    this.held.set(key, holding);
    try {
      const read = early?.epoch === epoch - 1 ? early : await this.read(job);
      await transmitter.held.confirm(pool, performance.now());
      transmitter.rates.limit('dispatch', String(chunk.dispatchId), read.pace);
      const gone = new Set(claim.gone);
      const recipients =
        gone.size === 0 ? read.recipients : read.recipients.filter(({ id }) => !gone.has(id));
      const run = new ChunkRun({
        chunk,
        epoch,
        urgency: job.urgency,
        recipients,
        builder,
        writer,
        retry,
        permitHolds: limits.lease * 1000,
        onOutcome: transmitter.noteOutcome,
      });
      holding.run = run;
      // Whoever stopped the worker while the chunk was read found no run to close, and has closed all connections.
      if (!signal?.aborted) await transmitter.transmit(run);
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

function chunkOf({ dispatchId, tier, number }: ChunkJob): ChunkKey {
  return { dispatchId, tier, number };
}

function keyOf(chunk: { dispatchId: number; tier: string; number: number }): string {
  return `${chunk.dispatchId}/${chunk.tier}/${chunk.number}`;
}
