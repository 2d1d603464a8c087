import type { Pool } from 'pg';
import { type ChunkKey, type Recipient, recipientsOf } from './chunk-claims.js';
import type { MailBuilder } from './chunk-run.js';

type Tier = Pick<ChunkKey, 'dispatchId' | 'tier'>;

/** Seconds after which a chunk whose signing worker died is signed by another. */
const SIGNING_TAKES = 20;
/** Signatures asked for at once; the thread pool has four threads. */
const AT_ONCE = 8;

/**
 * Signs chunks of a tier before its lift until none is left or `signal` aborts. Any number of workers share the work.
 * @returns how many chunks were signed here
 */
export async function signAhead(
  pool: Pool,
  worker: string,
  tier: Tier,
  builder: MailBuilder,
  signal: AbortSignal,
): Promise<number> {
  const { ahead } = builder;
  if (!ahead) return 0;
  for (let signed = 0; ; signed++) {
    if (signal.aborted) return signed;
    const number = await takeChunk(pool, worker, tier);
    if (number === null) return signed;
    const recipients = await recipientsOf(pool, { ...tier, number });
    const signatures = await inTurns(recipients, AT_ONCE, (recipient) => ahead.sign(recipient), signal);
    if (signatures.length < recipients.length) return signed;
    await keep(pool, worker, { ...tier, number }, recipients, signatures);
  }
}

/** The signatures of a chunk that were made before, by delivery; empty when there are none. */
export async function signaturesOf(pool: Pool, chunk: ChunkKey): Promise<Map<number, Buffer>> {
  const { rows } = await pool.query<{ ids: number[]; signatures: Buffer }>({
    name: 'signatures_of',
    text: `select ids, signatures from prepared_chunk
            where dispatch_id = $1 and tier = $2 and number = $3 and ids is not null`,
    values: [chunk.dispatchId, chunk.tier, chunk.number],
  });
  const [row] = rows;
  if (!row) return new Map();
  const octets = row.signatures.length / row.ids.length;
  return new Map(row.ids.map((id, i) => [Number(id), row.signatures.subarray(i * octets, (i + 1) * octets)]));
}

async function takeChunk(pool: Pool, worker: string, tier: Tier): Promise<number | null> {
  const { rows } = await pool.query<{ number: number | null }>({
    name: 'take_chunk_to_sign',
    text: `select take_chunk_to_sign($1, $2, $3, $4 * interval '1 second') as number`,
    values: [tier.dispatchId, tier.tier, worker, SIGNING_TAKES],
  });
  return rows[0]?.number ?? null;
}

async function keep(
  pool: Pool,
  worker: string,
  chunk: ChunkKey,
  recipients: Recipient[],
  signatures: Buffer[],
): Promise<void> {
  await pool.query({
    name: 'keep_signatures',
    text: `update prepared_chunk set ids = $5, signatures = $6
            where dispatch_id = $1 and tier = $2 and number = $3 and worker = $4`,
    values: [
      chunk.dispatchId,
      chunk.tier,
      chunk.number,
      worker,
      recipients.map((recipient) => recipient.id),
      Buffer.concat(signatures),
    ],
  });
}

/** `most` under way at a time; stops early when `signal` aborts. */
async function inTurns<T, R>(
  all: T[],
  most: number,
  work: (one: T) => Promise<R>,
  signal: AbortSignal,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length && !signal.aborted; at += most) {
    results.push(...(await Promise.all(all.slice(at, at + most).map(work))));
  }
  return results;
}
