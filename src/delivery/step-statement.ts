import type { Pool } from 'pg';
import { columnOf, textColumnOf } from '../database/array-literal.js';
import type { ChunkKey } from './chunk-claims.js';

/** What became of one attempt, as the database keeps it. */
export interface Settlement {
  deliveryId: number;
  /** The attempt's number as `begin` gave it; for one that was never begun, one more than before. */
  attempt: number;
  /** The claim of its chunk under which it was tried. */
  epoch: number;
  /** After a `go`; false when the server answered before the body was asked for. */
  begun: boolean;
  state: 'accepted' | 'deferred' | 'refused' | 'in_doubt';
  code: number | null;
  text: string | null;
  /** Seconds until the next attempt; only when deferred. */
  wait: number | null;
}

export interface BeginRequest {
  deliveryId: number;
  chunk: ChunkKey;
  epoch: number;
  /** Attempts begun before this one. */
  attempt: number;
}

/** How many of those who asked may go, and who may not and why. */
export interface StepAnswer {
  went: number;
  ids: number[] | null;
  verdicts: string[] | null;
}

/**
 * Settles and begins in one transaction (migration 0065, `step`). All that is begun belongs to one tier.
 * Throws when the database does; the transaction may have been committed nevertheless.
 */
export type StepStatement = (settlements: Settlement[], begins: BeginRequest[]) => Promise<StepAnswer>;

export interface StepLimits {
  /** Seconds. */
  lateLimit: number;
  retryLimit: number;
}

const STEP = `select went, ids, verdicts from step($1, $2 * interval '1 second', $3 * interval '1 second',
  $4::bigint[], $5::smallint[], $6::int[], $7::boolean[], $8::text[], $9::smallint[], $10::text[], $11::float8[],
  $12::bigint, $13::text, $14::bigint[], $15::int[], $16::smallint[], $17::int[])`;

/** The statement as this worker makes it. */
export function stepStatement(pool: Pool, worker: string, limits: StepLimits): StepStatement {
  return async (settlements, begins) => {
    const chunks = begins.map((each) => each.chunk);
    const { rows } = await pool.query<StepAnswer>({
      name: 'step',
      text: STEP,
      values: [
        worker,
        limits.lateLimit,
        limits.retryLimit,
        columnOf(settlements, 'deliveryId'),
        columnOf(settlements, 'attempt'),
        columnOf(settlements, 'epoch'),
        columnOf(settlements, 'begun'),
        textColumnOf(settlements, 'state'),
        columnOf(settlements, 'code'),
        textColumnOf(settlements, 'text'),
        columnOf(settlements, 'wait'),
        chunks[0]?.dispatchId ?? null,
        chunks[0]?.tier ?? null,
        columnOf(begins, 'deliveryId'),
        columnOf(chunks, 'number'),
        columnOf(begins, 'attempt'),
        columnOf(begins, 'epoch'),
      ],
    });
    return rows[0]!;
  };
}

/** No delivery has this number. */
const NOBODY = 0;

/** The same statement about nobody: without effect, whatever the gate says. */
export function aboutNobody(statement: StepStatement): StepStatement {
  return (settlements, begins) =>
    statement(
      settlements.map((each) => ({ ...each, deliveryId: NOBODY })),
      begins.map((each) => ({ ...each, deliveryId: NOBODY })),
    );
}
