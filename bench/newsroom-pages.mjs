// npm run bench newsroom-pages [-- --rate 500 --seconds 20]: a release's public page under a steady load, and what a
// reader's browser has to fetch for it. Web process and database are this machine's; the load comes from a process of
// its own on the same cores, so the ratio to /health/live, which does nothing, tells more than the milliseconds.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { arm, makeTemplate, openTurn, SECRET, startCluster } from './newsroom.mjs';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
    connections: { type: 'string', default: '20' },
  },
});
const [rate, duration, connections] = [values.rate, values.seconds, values.connections].map(Number);

const cluster = await startCluster();
await makeTemplate(cluster, 'pages_template', 100);
const turn = await openTurn(cluster, 'pages_template', 'pages');
await turn.db.query('update installation set fingerprint = database_fingerprint(), confirmed_at = now()');
const { id } = await arm(turn.db, null);
await turn.db.query(`update dispatch_tier set frozen_at = now(), started_at = now() where dispatch_id = $1`, [
  id,
]);
const [release] = await turn.db.query('select public_id as "publicId" from release');
const web = await startWeb(turn.url);
try {
  const page = await addressOf(`${web.url}/r/${release.publicId}`);
  await load(`${web.url}/health/live`, 3);
  const idle = await load(`${web.url}/health/live`, duration);
  const shown = await load(page, duration);
  const size = await sizeOf(page);
  const result = {
    bench: 'newsroom-pages',
    ...{ rate, seconds: duration, page: shown, live: idle },
    ratio: { p50: ratio(shown.p50, idle.p50), p99: ratio(shown.p99, idle.p99) },
    bytes: size,
  };
  console.log(`release page: p50 ${shown.p50} ms, p99 ${shown.p99} ms at ${shown.perSecond}/s`);
  console.log(`/health/live: p50 ${idle.p50} ms, p99 ${idle.p99} ms at ${idle.perSecond}/s`);
  for (const [name, bytes] of Object.entries(size)) console.log(`${name}: ${bytes} bytes`);
  console.log(JSON.stringify(result));
} finally {
  await web.stop();
  await turn.close();
  await cluster.stop();
}

async function startWeb(database) {
  const port = await freePort();
  const env = {
    ...process.env,
    ...{ DATABASE_URL: database, DATELINE_SECRET: SECRET, PORT: String(port), HOST: '127.0.0.1' },
    ...{
      LOG_LEVEL: 'error',
      RATE_LIMITS: 'off',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      NODE_ENV: 'production',
    },
  };
  const main = new URL('../dist/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], { env, stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(`${url}/health/live`, child);
  const stop = async () => {
    if (child.exitCode !== null) return;
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
  await once(server, 'close');
  return port;
}

async function untilItAnswers(url, child) {
  for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt += 1) {
    if (
      await fetch(url).then(
        (answer) => answer.ok,
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

/** Latencies in ms, from the time at which a request was due. */
async function load(url, seconds) {
  const run = autocannon({ url, connections, overallRate: rate, duration: seconds, workers: 1 });
  const { latency, requests, non2xx, errors } = await run;
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests of ${url} failed`);
  return { p50: latency.p50, p99: latency.p99, max: latency.max, perSecond: Math.round(requests.average) };
}

function ratio(a, b) {
  return Math.round((a / Math.max(b, 1)) * 10) / 10;
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
  const [answer] = await once(get(url, { headers: { 'accept-encoding': 'br, gzip' } }), 'response');
  let bytes = 0;
  for await (const piece of answer) bytes += piece.length;
  return bytes;
}
