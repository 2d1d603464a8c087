// How long the answer to "subscribe me" takes, by what is known about the address: it must not tell. Not a test, since times
// are noise. `node bench/run.mjs subscribe-times [--rounds 300]`; the last line is JSON, times in milliseconds.
// Kinds take turns in an order drawn anew each round. `after` is the next request on the same connection, which would tell
// if a mail were written meanwhile. `tells` is the chance that an answer of this kind took longer than one to an unknown
// address, half of the ties counted: 0.5 tells nothing, 0 and 1 tell everything; `noise` is what chance alone makes of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { openDataSource } from '../dist/database/data-source.js';
import { entities } from '../dist/entities.js';
import { makeTemplate, SECRET, startCluster } from './newsroom.mjs';
import { startReceiver } from './receiver.mjs';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '300' } } });
const rounds = Number(options.rounds);
const WARM_UP = 30;

/** What is done beforehand so that an address is of this kind; `unknown` comes first: the others are compared with it. */
const KINDS = {
  unknown: () => undefined,
  'unknown again': () => undefined,
  subscribed: (db, email) => add(db, email, 'active'),
  left: (db, email) => add(db, email, 'left').then(() => suppress(db, email, 'unsubscribed')),
  complained: (db, email) => add(db, email, 'left').then(() => suppress(db, email, 'complaint')),
  erased: (db, email) => suppress(db, email, 'erased'),
  'asked today': (db, email, url) => ask(url, email),
};

async function main() {
  const cluster = await startCluster();
  const receiver = await startReceiver({ sink: 'own', delayMs: 0 });
  try {
    await makeTemplate(cluster, 'bench_subscribe', 1000);
    const db = await openDataSource(cluster.url('bench_subscribe'), entities);
    const web = await startWeb(cluster.url('bench_subscribe'), `smtp://127.0.0.1:${receiver.port}`);
    try {
      const times = await measure(db, web.url);
      const kinds = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, summary(times, kind)]));
      for (const [kind, { p50, after, tells, tellsAfter }] of Object.entries(kinds))
        console.log(`${kind}: ${p50} ms, then ${after} ms; tells ${tells}, then ${tellsAfter}`);
      console.log(JSON.stringify({ bench: 'subscribe-times', rounds, kinds, noise: round(noiseOf(rounds)) }));
    } finally {
      await web.stop();
      await db.destroy();
    }
  } finally {
    await receiver.stop();
    await cluster.stop();
  }
}

async function measure(db, url) {
  const times = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, []]));
  for (let n = 0; n < rounds + WARM_UP; n++) {
    for (const kind of shuffled(Object.keys(KINDS))) {
      const email = `${kind.replaceAll(' ', '-')}.${n}@desk${n}.example`;
      await KINDS[kind](db, email, url);
      await settled(db);
      const first = await timed(() => ask(url, email));
      const after = await timed(() => fetch(`${url}/health/live`).then((answer) => answer.text()));
      if (n >= WARM_UP) times[kind].push({ first, after });
      await settled(db);
    }
  }
  return times;
}

/** Until every confirmation is written, so that no turn is disturbed by the one before. */
async function settled(db) {
  for (;;) {
    const [row] = await db.query(
      'select exists (select from subscription_request where mailed_at is null) as open',
    );
    if (!row.open) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 30));
}

async function ask(url, email) {
  const body = new URLSearchParams({ email, 'topics[]': '1', language: 'en', name: 'Ana', website: '' });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
  const answer = await fetch(`${url}/subscribe`, { method: 'POST', body: body.toString(), headers });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.status}: ${text.slice(0, 300)}`);
}

async function add(db, email, state) {
  const [{ id }] = await db.query(
    `insert into contact (email, email_key, name, source) values ($1, $1, 'Ana', 'bench') returning id`,
    [email],
  );
  await db.query('insert into subscription (contact_id, topic_id, state) values ($1, 1, $2)', [id, state]);
}

async function suppress(db, email, reason) {
  await db.query(
    `insert into suppression (email_hash, email, reason, source) values (email_hash($1), null, $2, 'bench')`,
    [email, reason],
  );
}

async function timed(work) {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function summary(times, kind) {
  const [first, after] = ['first', 'after'].map((which) =>
    times[kind].map((each) => each[which]).sort(byValue),
  );
  const unknown = (which) => times.unknown.map((each) => each[which]);
  return {
    p50: round(quantile(first, 0.5)),
    p90: round(quantile(first, 0.9)),
    after: round(quantile(after, 0.5)),
    tells: round(chanceOfLonger(first, unknown('first'))),
    tellsAfter: round(chanceOfLonger(after, unknown('after'))),
  };
}

function chanceOfLonger(these, those) {
  let longer = 0;
  for (const a of these) for (const b of those) longer += a > b ? 1 : a === b ? 0.5 : 0;
  return longer / (these.length * those.length);
}

/** Two standard deviations of the chance when both are the same (Mann and Whitney). */
const noiseOf = (n) => 2 * Math.sqrt((2 * n + 1) / (12 * n * n));

async function startWeb(database, smtp) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    ...{
      DATABASE_URL: database,
      DATELINE_SECRET: SECRET,
      PORT: String(port),
      HOST: '127.0.0.1',
      SMTP_URL: smtp,
    },
    ...{ LOG_LEVEL: 'error', RATE_LIMITS: 'off', PUBLIC_URL: url, NODE_ENV: 'production' },
  };
  const main = new URL('../dist/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  for (let n = 0; ; n++) {
    const answer = await fetch(`${url}/health/live`).catch(() => null);
    if (answer?.ok) break;
    if (child.exitCode !== null || n > 300) throw new Error('The web process did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { url, stop };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

const byValue = (a, b) => a - b;
const quantile = (sorted, at) => sorted[Math.floor((sorted.length - 1) * at)];
const round = (value) => Math.round(value * 100) / 100;

function shuffled(list) {
  const left = [...list];
  return list.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
}

await main();
