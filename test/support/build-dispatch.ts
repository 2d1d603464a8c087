import type { Actor } from '../../src/auth/actor.js';
import { type Env, readEnv } from '../../src/config/env.js';
import { openDataSource } from '../../src/database/data-source.js';
import { DispatchService } from '../../src/dispatch/dispatch.service.js';
import type { Dispatch } from '../../src/dispatch/dispatch.entity.js';
import type { DispatchWake } from '../../src/dispatch/dispatch-wake.js';
import { entities } from '../../src/entities.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import type { DataSource } from 'typeorm';

export const TEST_SECRET = 'test:a secret of more than thirty-two characters';
export const desk: Actor = { kind: 'user', id: 1, role: 'press_officer', name: 'Maja Holm' };

export interface TestNewsroom {
  url: string;
  db: DataSource;
  topicId: number;
  dispatches: DispatchService;
  env(overrides?: Record<string, string>): Env & { DATABASE_URL: string };
  /** Contacts named r1…rN that follow the topic, over the given domains in turn. */
  addReaders(count: number, domains?: string[]): Promise<void>;
  /** An approved version; `liftIn` in seconds from now on the database's clock, null for immediate release. */
  approvedVersion(options?: VersionOptions): Promise<number>;
  /** Arms an approved version made by the same options. */
  arm(options?: VersionOptions): Promise<Dispatch>;
  /** Settles when a query's single row satisfies the condition; rejects after the time. */
  until<T>(sql: string, params: unknown[], holds: (row: T) => boolean, ms?: number): Promise<T>;
  close(): Promise<void>;
}

export interface VersionOptions {
  liftIn?: number | null;
  earlyIn?: number;
  stopAfterIn?: number;
  headline?: string;
  releaseId?: number;
  kind?: 'original' | 'correction' | 'update' | 'hold' | 'kill';
  /** Addresses that the text links to. */
  links?: string[];
}

/** A migrated database with one press officer, one topic, and what a dispatch needs. */
export async function testNewsroom(
  settings: Record<string, string> = {},
  given?: TestDatabase,
): Promise<TestNewsroom> {
  const database = given ?? (await createTestDatabase());
  const db = await openDataSource(database.url, entities);
  await db.query(
    `insert into staff_user (email, name, role) values ('maja@newsroom.example', 'Maja Holm', 'press_officer')`,
  );
  const [topic] = await db.query<{ id: number }[]>(
    `insert into topic (slug, name) values ('refugees', 'Refugees') returning id`,
  );
  const topicId = (topic as { id: number }).id;
  const dispatches = new DispatchService(db, { prepare: () => undefined } as unknown as DispatchWake);
  const newsroom: TestNewsroom = {
    url: database.url,
    db,
    topicId,
    dispatches,
    env: (overrides = {}) =>
      readEnv({
        DATABASE_URL: database.url,
        DATELINE_SECRET: TEST_SECRET,
        NOTICES: 'off',
        LOG_LEVEL: 'silent',
        RATE_LIMITS: 'off',
        ...settings,
        ...overrides,
      }) as Env & { DATABASE_URL: string },
    addReaders: (count, domains = ['one.example', 'two.example', 'three.example']) =>
      addReaders(db, topicId, count, domains),
    approvedVersion: (options) => approvedVersion(db, topicId, options),
    arm: async (options) => dispatches.arm(desk, await approvedVersion(db, topicId, options)),
    until: (sql, params, holds, ms) => until(db, sql, params, holds, ms),
    close: async () => {
      await db.destroy();
      await database.drop();
    },
  };
  return newsroom;
}

async function addReaders(db: DataSource, topicId: number, count: number, domains: string[]): Promise<void> {
  await db.query(
    `with made as (
       insert into contact (email, email_key, name, source)
       select 'r' || n || '@' || d, 'r' || n || '@' || d, 'Reader ' || n, 'test'
         from generate_series(1, $2::int) n, lateral (select ($3::text[])[1 + n % cardinality($3::text[])] as d) x
       on conflict do nothing returning id)
     insert into subscription (contact_id, topic_id, state) select id, $1, 'active' from made`,
    [topicId, count, domains],
  );
}

async function approvedVersion(
  db: DataSource,
  topicId: number,
  options: VersionOptions = {},
): Promise<number> {
  const {
    liftIn = null,
    earlyIn,
    stopAfterIn,
    headline = 'Council approves tram line',
    kind = 'original',
    links = [],
  } = options;
  const releaseId = options.releaseId ?? (await newRelease(db));
  const body = {
    type: 'doc',
    content: [
      { type: 'paragraph', content: [{ type: 'text', text: 'The council voted nine to two on Tuesday.' }] },
      ...links.map((href) => ({
        type: 'paragraph',
        content: [{ type: 'text', text: 'Read more', marks: [{ type: 'link', attrs: { href } }] }],
      })),
    ],
  };
  const [version] = await db.query<{ id: number }[]>(
    `insert into release_version (release_id, number, kind, type, headline, body, audience, stage, created_by, notice,
            embargo_at, embargo_wall, embargo_zone, early_at, stop_after)
     select $1, (select count(*) + 1 from release_version where release_id = $1), $2, 'press_release', $3, $4, $5, 'approved', 1,
            case when $2 = 'original' then '' else 'The first version said otherwise.' end,
            t, to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI'), case when t is not null then 'Etc/UTC' end,
            now() + $7::float8 * interval '1 second', now() + $8::float8 * interval '1 second'
       from (select now() + $6::float8 * interval '1 second' as t) x
     returning id`,
    [
      releaseId,
      kind,
      headline,
      JSON.stringify(body),
      JSON.stringify({ topics: [topicId] }),
      liftIn,
      earlyIn,
      stopAfterIn,
    ],
  );
  const id = (version as { id: number }).id;
  await db.query(
    `insert into approval (version_id, hash, approved_by) select id, content_hash, 1 from release_version where id = $1`,
    [id],
  );
  return id;
}

async function newRelease(db: DataSource): Promise<number> {
  const [release] = await db.query<{ id: number }[]>(
    `insert into release (public_id, created_by) values (md5(random()::text), 1) returning id`,
  );
  return (release as { id: number }).id;
}

async function until<T>(
  db: DataSource,
  sql: string,
  params: unknown[],
  holds: (row: T) => boolean,
  ms = 20_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const [row] = await db.query<T[]>(sql, params);
    if (row !== undefined && holds(row)) return row;
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${sql} is ${JSON.stringify(row)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
