import type { EntityManager } from 'typeorm';

/** What can run a statement: a pool, a client, an EntityManager. */
export type Runner = { query(sql: string, params: unknown[]): Promise<unknown> } | EntityManager;

/** Counts what was turned away or ignored on a day, and why; shown on the page of bounces. */
export async function tally(runner: Runner, source: string, reason: string, count = 1): Promise<void> {
  await runner.query(
    `insert into inbound_refusal (day, source, reason, count) values (current_date, $1, $2, $3)
     on conflict (day, source, reason) do update set count = inbound_refusal.count + excluded.count`,
    [source, reason, count],
  );
}

/** ms */
const EVERY = 1_000;

/**
 * Counts in memory and writes once a second: a flood of refused recipients costs one statement. A count that cannot be
 * written is written with the next; it is lost with the process.
 */
export class BufferedTally {
  private counts = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly runner: Runner,
    private readonly source: string,
  ) {}

  note(reason: string): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
    this.timer ??= setTimeout(() => void this.flush(), EVERY).unref();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    await this.writing;
  }

  private async write(): Promise<void> {
    const counts = this.counts;
    this.counts = new Map();
    for (const [reason, count] of counts) {
      try {
        await tally(this.runner, this.source, reason, count);
      } catch {
        this.counts.set(reason, (this.counts.get(reason) ?? 0) + count);
      }
    }
  }
}
