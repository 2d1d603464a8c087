// npm run bench newsroom-pages [-- --rate 500 --seconds 20 --releases 20 --profile DIR]: the public pages of releases
// under a fixed rate of requests, and what a reader's browser has to fetch for one. The web process has core 0 for
// itself; PostgreSQL and the load share core 1 (where `taskset` is). The turns:
//   steady: nothing changes; sending: a chunk of a dispatch is sealed in the record ten times a second;
//   changing: a release is corrected or a topic renamed every second, so that everything kept is made anew;
//   known: the reader has the page already (304); live: /health/live, which asks and renders nothing.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { makeTemplate, openTurn, SECRET, startCluster } from './newsroom.mjs';
import { openLoop } from './open-loop.mjs';
import { busyMicros, cpuMicros, familyCpuMicros } from './process-cost.mjs';
import { publishReleases } from './public-newsroom.mjs';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    releases: { type: 'string', default: '20' },
    turns: { type: 'string', default: 'live,steady,known,sending,changing' },
    profile: { type: 'string' },
  },
});
const [rate, seconds, releases] = [values.rate, values.seconds, values.releases].map(Number);
const BROWSER = { 'accept-encoding': 'gzip, deflate, br' };

const isPinned = pin(process.pid, 1);
const cluster = await startCluster();
await makeTemplate(cluster, 'pages_template', 100);
const turn = await openTurn(cluster, 'pages_template', 'pages');
const ids = await publishReleases(turn.db, releases);
const web = await startWeb(turn.url);
try {
  const pages = await Promise.all(ids.map((id) => addressOf(`${web.url}/r/${id}`)));
  const size = await sizeOf(pages[0]);
  await openLoop(pages, { rate: 200, seconds: 4, headers: BROWSER });
  const turns = {};
  for (const name of values.turns.split(',')) turns[name] = await measure(name, pages);
  for (const [name, { p50, p99, max, fromSent, cpu, database, others }] of Object.entries(turns))
    console.log(
      `${name}: p50 ${p50} ms, p99 ${p99} ms, max ${max} ms (${fromSent.p99} and ${fromSent.max} from when they left); web ${cpu} µs and database ${database} µs a request; others ${others} cores`,
    );
  for (const [name, bytes] of Object.entries(size)) console.log(`${name}: ${bytes} bytes`);
  console.log(
    JSON.stringify({ bench: 'newsroom-pages', rate, seconds, releases, isPinned, turns, bytes: size }),
  );
} finally {
  await web.stop();
  await turn.close();
  await cluster.stop();
}

async function measure(name, pages) {
  const urls = name === 'live' ? [`${web.url}/health/live`] : pages;
  const headers = name === 'known' ? { ...BROWSER, 'if-none-match': '*' } : BROWSER;
  const stopChanges = changes(name);
  const [before, wall] = [costs(), performance.now()];
  const shown = await openLoop(urls, { rate, seconds, headers });
  const spent = costs().map((each, i) => each - before[i]);
  await stopChanges();
  const [cpu, database, generator, all] = spent;
  const each = (micros) => Math.round(micros / shown.requests);
  const others = (all - cpu - database - generator) / ((performance.now() - wall) * 1000);
  return { ...shown, cpu: each(cpu), database: each(database), others: Math.round(others * 100) / 100 };
}

function costs() {
  return [cpuMicros(web.pid), familyCpuMicros(cluster.postmaster), cpuMicros(process.pid), busyMicros()];
}

/** What happens at the press desk meanwhile. @returns how to end it */
function changes(name) {
  const statement = {
    sending: `insert into audit_entry (actor, action, subject_type, subject_id, detail)
              values ('system:delivery', 'delivery.sealed', 'dispatch', '1', '{}')`,
    changing: `insert into audit_entry (actor, action, subject_type, subject_id, detail)
               values ('system:bench', 'topic.changed', 'topic', '1', '{}')`,
  }[name];
  if (!statement) return () => Promise.resolve();
  let last = Promise.resolve();
  const timer = setInterval(() => (last = turn.db.query(statement)), name === 'sending' ? 100 : 1000);
  return () => {
    clearInterval(timer);
    return last;
  };
}

async function startWeb(database) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    ...{ DATABASE_URL: database, DATELINE_SECRET: SECRET, PORT: String(port), HOST: '127.0.0.1' },
    ...{ LOG_LEVEL: 'info', RATE_LIMITS: 'off', PUBLIC_URL: url, NODE_ENV: 'production' },
  };
  const profile = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [];
  const main = new URL('../dist/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [...profile, main], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  pin(child.pid, 0);
  pin(cluster.postmaster, 1);
  await untilItAnswers(`${url}/health/live`, child);
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { url, stop, pid: child.pid };
}

/** @returns whether the machine can bind a process to a core */
function pin(pid, core) {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function untilItAnswers(url, child) {
  for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt += 1) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The web process did not start');
}

/** After its redirect to the address with the words of the headline. */
async function addressOf(short) {
  const answer = await fetch(short);
  if (!answer.ok) throw new Error(`${short} answers ${answer.status}`);
  return answer.url;
}

/** What goes over the wire before pictures: the page, and the styles, scripts and the font that it names. */
async function sizeOf(page) {
  const html = await (await fetch(page)).text();
  const assets = [
    ...new Set([...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path)),
  ];
  const sizes = { page: await wireBytes(page) };
  for (const path of assets)
    sizes[path.replace(/^\/assets\//, '')] = await wireBytes(new URL(path, page).href);
  return { ...sizes, total: Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0) };
}

/** `fetch` unpacks what it gets; so the bytes are counted below it. */
async function wireBytes(url) {
  const { get } = await import('node:http');
  const [answer] = await once(get(url, { headers: BROWSER }), 'response');
  let bytes = 0;
  for await (const piece of answer) bytes += piece.length;
  return bytes;
}
