import type { DataSource } from 'typeorm';

/** One mail as a worker tells of it: begun and settled with the server's answer. */
export interface Told {
  id: number;
  state: 'accepted' | 'refused' | 'deferred' | 'in_doubt';
  code: number | null;
  text: string;
}

/** Does with a chunk of a frozen tier what a worker does, a step at a time. */
export class ChunkByHand {
  private epoch = 0;

  constructor(
    private readonly db: DataSource,
    private readonly dispatchId: number,
    private readonly tier: 'early' | 'general' = 'general',
    private readonly number = 0,
  ) {}

  async claim(): Promise<void> {
    const [row] = await this.db.query<{ refusal: string | null; epoch: number }[]>(
      `select refusal, epoch from claim_chunk($1, $2, $3, 'hand', clock_timestamp(), '1 h', '1 h', '2 s')`,
      [this.dispatchId, this.tier, this.number],
    );
    if (!row || row.refusal !== null) throw new Error(`Not claimed: ${row?.refusal}`);
    this.epoch = row.epoch;
  }

  /** @throws Error if it may not go */
  async begin(id: number): Promise<void> {
    const [row] = await this.step(NOTHING, [[id], [this.number], [0], [this.epoch]]);
    if (row?.went !== 1) throw new Error(`Delivery ${id} may not go`);
  }

  async settle({ id, state, code, text }: Told): Promise<void> {
    await this.step([[id], [1], [this.epoch], [true], [state], [code], [text], [60]], [[], [], [], []]);
  }

  async close(): Promise<void> {
    await this.db.query(`select close_chunk($1, $2, $3, 'hand', $4)`, [
      this.dispatchId,
      this.tier,
      this.number,
      this.epoch,
    ]);
  }

  private step(settled: unknown[][], begun: unknown[][]): Promise<{ went: number }[]> {
    return this.db.query(
      `select went from step('hand', '1 h', '1 h', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [...settled, this.dispatchId, this.tier, ...begun],
    );
  }
}

const NOTHING = [[], [], [], [], [], [], [], []];
