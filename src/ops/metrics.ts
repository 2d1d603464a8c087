import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';

/** Counted when somebody asks, on the database, so every web process gives the same numbers. Finished dispatches are left out: they no longer change. */
const DELIVERIES = `
select d.state, count(*)::int as count from delivery d join dispatch p on p.id = d.dispatch_id
where p.ended_at is null group by d.state`;
const DISPATCHES = `select state, count(*)::int as count from dispatch group by state`;
const SESSIONS = `select 'open' as state, count(*)::int as count from session where expires_at > now()`;

interface Count {
  state: string;
  count: number;
}

@Injectable()
export class Metrics implements OnApplicationShutdown {
  private readonly registry = new Registry();

  constructor(private readonly database: DataSource) {
    collectDefaultMetrics({ register: this.registry });
    this.countByState(
      'dateline_deliveries',
      'Deliveries of dispatches that have not ended, by state',
      DELIVERIES,
    );
    this.countByState('dateline_dispatches', 'Dispatches by state', DISPATCHES);
    this.countByState('dateline_sessions', 'Sessions of the press desk', SESSIONS);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  read(): Promise<string> {
    return this.registry.metrics();
  }

  onApplicationShutdown(): void {
    this.registry.clear();
  }

  private countByState(name: string, help: string, sql: string): void {
    const { database } = this;
    const gauge: Gauge<'state'> = new Gauge({
      name,
      help,
      labelNames: ['state'],
      registers: [this.registry],
      async collect() {
        const rows: Count[] = await database.query(sql);
        gauge.reset();
        for (const { state, count } of rows) gauge.set({ state }, count);
      },
    });
  }
}
