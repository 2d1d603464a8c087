/** A PostgreSQL of the benchmark's own, with readers, and an approved release of about 34 KB for each turn. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openDataSource } from '../dist/database/data-source.js';
import { temporaryDataFolder } from '../dist/database/embedded-postgres-folder.js';
import { startEmbeddedPostgres } from '../dist/database/embedded-postgres.js';
import { DispatchService } from '../dist/dispatch/dispatch.service.js';
import { entities } from '../dist/entities.js';
import { plainTextToBody } from '../dist/rendering/plain-text-to-body.js';

export const SECRET = 'bench:a secret of more than thirty-two characters';
/** Mails of one domain in a press list come in bunches: a few big providers, many small ones. */
const DOMAINS = ['big-one.example', 'big-two.example', 'big-three.example'];
const SMALL_DOMAINS = 400;
const PARAGRAPHS = 24;
const HEADLINE = 'Today’s report on family separation highlights need for accountability';
const desk = { kind: 'user', id: 1, role: 'press_officer', name: 'Bench' };

export async function startCluster(settings = {}) {
  const folder = temporaryDataFolder();
  const dataDir = join(folder, 'postgres');
  const server = await startEmbeddedPostgres({ dataDir, settings });
  const postmaster = Number.parseInt(readFileSync(join(dataDir, 'pg18/postmaster.pid'), 'utf8'), 10);
  return {
    postmaster,
    url: (database) => server.url.replace(/\/[^/]*$/, `/${database}`),
    query: (sql, params) => once(server.url, sql, params),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function once(url, sql, params = []) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql, params)).rows;
  } finally {
    await client.end();
  }
}

/** A migrated database in which `readers` follow topic 1; turns are cloned from it. */
export async function makeTemplate(cluster, name, readers, more = async () => undefined) {
  await cluster.query(`create database ${name}`);
  const db = await openDataSource(cluster.url(name), entities);
  await db.runMigrations();
  await db.query(
    `insert into staff_user (email, name, role) values ('bench@news.example', 'Bench', 'press_officer')`,
  );
  await db.query(`insert into topic (slug, name) values ('one', 'One'), ('two', 'Two'), ('three', 'Three')`);
  await addReaders(db, readers);
  await db.query('vacuum analyze');
  await more(db);
  await db.destroy();
}

async function addReaders(db, readers) {
  await db.query(
    `insert into contact (email, email_key, name, source)
     select a, a, 'Journalist ' || n, 'bench'
       from generate_series(1, $1::int) n,
            lateral (select case when n % 2 = 0 then ($2::text[])[1 + n / 2 % cardinality($2::text[])]
                                 else 'paper-' || n / 2 % $3::int || '.example' end as d) x,
            lateral (select 'journalist-' || n || '@' || d as a) y`,
    [readers, DOMAINS, SMALL_DOMAINS],
  );
  await db.query(
    `insert into subscription (contact_id, topic_id, state) select id, 1, 'active' from contact`,
  );
}

/** A database of one turn. */
export async function openTurn(cluster, template, name) {
  await cluster.query(`create database ${name} template ${template} strategy file_copy`);
  const db = await openDataSource(cluster.url(name), entities);
  await db.query('select database_fingerprint()');
  return {
    db,
    url: cluster.url(name),
    close: async () => {
      await db.destroy();
      await cluster.query(`drop database ${name} with (force)`);
    },
  };
}

/** Arms a new release for everybody on these topics, to be lifted in so many seconds; null: at once. */
export async function arm(db, liftIn, topics = [1]) {
  const dispatches = new DispatchService(db, { prepare: () => undefined });
  return dispatches.arm(desk, await approvedVersion(db, liftIn, topics));
}

async function approvedVersion(db, liftIn, topics) {
  const [release] = await db.query(
    `insert into release (public_id, created_by) values (md5(random()::text), 1) returning id`,
  );
  const [version] = await db.query(
    `insert into release_version (release_id, number, kind, type, headline, dateline, body, audience, stage, created_by,
            embargo_at, embargo_wall, embargo_zone)
     select $1, 1, 'original', 'press_release', $2, 'Dilley, TX', $3, $4, 'approved', 1,
            t, to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI'), case when t is not null then 'Etc/UTC' end
       from (select clock_timestamp() + $5::float8 * interval '1 second' as t) x returning id`,
    [release.id, HEADLINE, JSON.stringify(body()), JSON.stringify({ topics }), liftIn],
  );
  await db.query(
    `insert into approval (version_id, hash, approved_by) select id, content_hash, 1 from release_version where id = $1`,
    [version.id],
  );
  return version.id;
}

/** The same release as plain data, for its size. */
export function releaseContent() {
  return {
    kind: 'original',
    type: 'press_release',
    language: 'en',
    headline: HEADLINE,
    dateline: 'Dilley, TX',
    body: body(),
    pressContacts: [],
    organisation: { name: 'Families Together', postalAddress: '1 Main Street, Springfield' },
  };
}

function body() {
  const sentence = 'The children, ranging from ages 2 to 18, are begging for their stories to be heard. ';
  const doc = plainTextToBody(Array.from({ length: PARAGRAPHS }, () => sentence.repeat(5)).join('\n\n'));
  for (const [i, block] of doc.content.entries()) {
    if (i % 3 !== 0) continue;
    const marks = [{ type: 'link', attrs: { href: `https://example.org/${i}` } }];
    block.content.push({ type: 'text', text: ' Read more', marks });
  }
  return doc;
}
