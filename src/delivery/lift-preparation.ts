import type { Pool } from 'pg';
import type { ChunkKey } from './chunk-claims.js';
import type { DatabaseClock } from './database-clock.js';
import { practise } from './practice.js';
import { signAhead } from './prepared-signatures.js';
import type { ReleaseMails } from './release-mails.js';
import { type BeginRequest, type StepStatement, aboutNobody } from './step-statement.js';
import { takenBack } from './step-writer.js';

/** What a lift needs besides its signatures. */
export interface LiftPreparationParts {
  pool: Pool;
  worker: string;
  clock: DatabaseClock;
  statement: StepStatement;
  mails: ReleaseMails;
  /** Opens all connections. */
  warm: () => Promise<unknown>;
  /** Seconds before a tier's time. */
  ahead: number;
  /** Connections of `pool`, each of which is made to plan the statements of the lift. */
  poolSize: number;
  onTrouble: (error: Error) => void;
}

interface ComingLift {
  dispatchId: number;
  tier: ChunkKey['tier'];
  opensAt: number;
}

/** ms before the lift at which signing and practising end, so that the instant finds the processor free. */
const SIGNED_BEFORE = 1_000;
const PRACTISED_BEFORE = 400;

/**
 * Does before a lift what can be done before it: renders, opens connections to servers and database, plans statements,
 * signs, practises. Everything here may fail or be missed without harm; the lift is then slower, not different.
 */
export class LiftPreparation {
  private readonly seen = new Set<string>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: LiftPreparationParts) {}

  /** Looks for lifts that are near and begins to prepare them. Cheap; call it every second or so. */
  async look(): Promise<void> {
    const { pool, ahead } = this.parts;
    const { rows } = await pool.query<ComingLift>({
      name: 'coming_lifts',
      text: `select t.dispatch_id as "dispatchId", t.tier, extract(epoch from t.opens_at)::float8 * 1000 as "opensAt"
               from dispatch_tier t join dispatch d on d.id = t.dispatch_id
              where d.state = 'armed' and t.frozen_at is not null and t.started_at is null
                and t.opens_at between now() and now() + $1 * interval '1 second'`,
      values: [ahead],
    });
    for (const lift of rows) this.begin(lift);
    if (rows.length === 0) this.seen.clear();
  }

  /** Ends the signing under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private begin(lift: ComingLift): void {
    const key = `${lift.dispatchId}/${lift.tier}/${lift.opensAt}`;
    if (this.seen.has(key) || this.stopping.signal.aborted) return;
    this.seen.add(key);
    this.running = this.running
      .then(() => this.prepare(lift))
      .catch((error: unknown) => {
        this.seen.delete(key);
        this.parts.onTrouble(error as Error);
      });
  }

  private async prepare(lift: ComingLift): Promise<void> {
    const { pool, worker, clock, mails, warm, statement } = this.parts;
    const builder = await mails.builderFor(lift.dispatchId, lift.tier);
    await Promise.all([warm(), this.planStatements(lift)]);
    const left = lift.opensAt - (await clock.now());
    if (left <= PRACTISED_BEFORE) return;
    const [signing, practising] = [this.until(left - SIGNED_BEFORE), this.until(left - PRACTISED_BEFORE)];
    await signAhead(pool, worker, lift, builder, signing);
    await practise(pool, lift, builder, statement, practising);
    await this.planStatements(lift);
  }

  /** Aborted after so many ms, and when the worker stops. */
  private until(ms: number): AbortSignal {
    return AbortSignal.any([this.stopping.signal, AbortSignal.timeout(Math.max(0, Math.round(ms)))]);
  }

  /** A session plans a function's statements when it first runs them (5 ms): better now than at the instant. */
  private async planStatements(lift: ComingLift): Promise<void> {
    const { pool, statement, poolSize } = this.parts;
    const begin: BeginRequest = { deliveryId: 0, chunk: { ...lift, number: -1 }, epoch: 0, attempt: 0 };
    const step = aboutNobody(statement);
    const onEach = (run: () => Promise<unknown>) => Promise.all(Array.from({ length: poolSize }, run));
    await onEach(() => pool.query(PLAN, [lift.dispatchId, lift.tier]));
    await onEach(() => step([takenBack(0, 0, 1, '')], [begin]));
  }
}

/** About a chunk that does not exist, so that nothing changes. */
const PLAN = `select suppress_unmailable($1, '{}'), reap_chunk($1, $2, -1), gate($1, $2, '1 hour'), pg_sleep(0.01)`;
