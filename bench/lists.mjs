// The press list at size: importing it into an empty and over a full list, counting audiences, searching.
// Runs what is shipped (needs a build) on an embedded PostgreSQL of its own with the shipped settings, in a temporary
// folder. `node bench/run.mjs lists [--contacts N]`; the last line is JSON, times in seconds or milliseconds as named.
// Wall times on a machine with other load are noise: `load` and the processor times are there to judge them.
import { fork } from 'node:child_process';
import { chmodSync, createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filtersOf, furnish } from './list-audiences.mjs';

const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
const SEARCHES = 200;
const BARS = { emptySeconds: 40, fullSeconds: 60, rssMb: 300, countMs: 200, searchMs: 100 };

async function main() {
  const { values } = parseArgs({ options: { contacts: { type: 'string', default: '1000000' } } });
  const contacts = Number(values.contacts);
  const folder = mkdtempSync(join(tmpdir(), 'dateline-lists-'));
  chmodSync(folder, 0o755);
  const { startEmbeddedPostgres } = await built('database/embedded-postgres.js');
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  try {
    await (await built('database/migrate.js')).migrate(server.url);
    const result = await measure(server.url, folder, contacts);
    console.log(JSON.stringify({ bench: 'lists', contacts, ...result, bars: BARS, load: loadavg()[0] }));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(url, folder, contacts) {
  const { openDataSource } = await built('database/data-source.js');
  const { entities } = await built('entities.js');
  const source = await openDataSource(url, entities);
  try {
    const empty = await importOf(url, folder, contacts, 'Reporter');
    say('import into an empty list', empty);
    const full = await importOf(url, folder, contacts, 'Editor');
    say('import over a full list, every row changed', full);
    const same = await importOf(url, folder, contacts, 'Editor');
    say('import over a full list, nothing changed', same);
    await furnish(source);
    const { glanceAtAudience } = await built('contacts/estimate-audience.js');
    const { countAudience } = await built('contacts/count-audience.js');
    const atOnce = await countTimes(source, glanceAtAudience);
    const exactly = await countTimes(source, countAudience);
    for (const [name, ms] of Object.entries(atOnce))
      console.log(`count and sample, ${name}: ${ms} ms at once, ${exactly[name]} ms exactly`);
    const search = await searchTimes(source, contacts);
    console.log(`search: the first ${search.first} ms, p50 ${search.p50} ms, p99 ${search.p99} ms`);
    return { empty, full, same, countMs: atOnce, exactCountMs: exactly, searchMs: search };
  } finally {
    await source.destroy();
  }
}

const say = (what, { seconds, stagedAfter, checkSeconds, nodeCpu, databaseCpu, rssMb }) =>
  console.log(
    `${what}: ${seconds} s, of which reading ${stagedAfter} s; the preview ${checkSeconds} s more (processor: node ${nodeCpu} s, database ${databaseCpu} s), at most ${rssMb} MB`,
  );

/** Everything between the file and the end of the run, in a process of its own so that its memory is its own. */
async function importOf(url, folder, contacts, role) {
  const file = join(folder, 'list.csv');
  await writeList(file, contacts, role);
  const before = databaseCpu();
  const child = fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, LIST_URL: url, LIST_FILE: file },
  });
  const [result] = await once(child, 'message');
  await once(child, 'exit');
  if (result.error) throw new Error(result.error);
  return { ...result, databaseCpu: round(databaseCpu() - before) };
}

async function importInChild() {
  const { openDataSource } = await built('database/data-source.js');
  const { entities } = await built('entities.js');
  const { ImportsService } = await built('contacts/import/imports.service.js');
  const { createLog } = await built('ops/log.js');
  const source = await openDataSource(process.env.LIST_URL, entities);
  const imports = new ImportsService(source, createLog('error'));
  const actor = { kind: 'system', name: 'bench' };
  const settings = { source: 'bench', topics: [], tags: ['bench'], emptyOverwrites: false };
  const before = performance.now();
  const list = await imports.stage(actor, { path: process.env.LIST_FILE, name: 'list.csv', settings });
  const staged = performance.now();
  await imports.check(list.id);
  const checked = performance.now();
  const done = await imports.run(actor, list.id);
  const over = performance.now() - (checked - staged);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.send({
    seconds: round((over - before) / 1000),
    stagedAfter: round((staged - before) / 1000),
    checkSeconds: round((checked - staged) / 1000),
    nodeCpu: round((userCPUTime + systemCPUTime) / 1e6),
    rssMb: Math.round(maxRSS / 1024),
    created: done.created,
    changed: done.changed,
    refused: done.refused,
    ...(done.state !== 'done' && { error: done.trouble ?? done.state }),
  });
  await source.destroy();
  process.disconnect();
}

async function writeList(path, contacts, role) {
  const out = createWriteStream(path);
  out.write('Email,First name,Last name,Outlet,Role,Country,Language,Tags\n');
  const [countries, languages] = [
    ['US', 'MX', 'Spain', ''],
    ['en', 'Spanish', 'fr', ''],
  ];
  for (let n = 0; n < contacts; n++) {
    const [first, last, outlet] = [(n * 7919) % 5000, (n * 104_729) % 80_000, n % 20_000];
    const line = `first${first}.last${n}@outlet${outlet}.example,First${first},Last${last},Outlet ${outlet},${role},${countries[n % 4]},${languages[n % 4]},${n % 10 ? '' : 'fair'}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

async function countTimes(source, count) {
  const times = {};
  for (const [name, filter] of Object.entries(await filtersOf(source))) {
    await count(source.manager, filter);
    const took = [];
    for (let n = 0; n < 3; n++) took.push(await timed(() => count(source.manager, filter)));
    times[name] = round(took.sort((a, b) => a - b)[1]);
  }
  return times;
}

async function searchTimes(source, contacts) {
  const { searchContacts } = await built('contacts/search-contacts.js');
  const took = [];
  for (let n = 0; n < SEARCHES; n++) {
    const at = (n * 7_654_321) % contacts;
    const texts = [
      `last${(at * 104_729) % 80_000}`,
      `first${(at * 7919) % 5000} la`,
      `outlet ${at % 20_000}`,
      'fir',
      'l',
      'outlet',
      `last${(at * 104_729) % 80_000} fir`,
      'zzz l',
      `first${(at * 7919) % 5000}.last${at}@outlet${at % 20_000}.example`,
    ];
    took.push(await timed(() => searchContacts(source.manager, { q: texts[n % texts.length], limit: 50 })));
  }
  const first = took[0];
  took.sort((a, b) => a - b);
  return { first: round(first), p50: round(took[SEARCHES / 2]), p99: round(took[Math.ceil(SEARCHES * 0.99) - 1]) };
}

async function timed(work) {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

/** Seconds of processor time of all servers named postgres that descend from this process, as far as /proc tells; else 0. */
function databaseCpu() {
  try {
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const rows = all.flatMap((pid) => statOf(pid));
    const ours = new Set([process.pid]);
    for (let grew = true; grew;) {
      const found = rows.filter((row) => ours.has(row.parent) && !ours.has(row.pid));
      for (const row of found) ours.add(row.pid);
      grew = found.length > 0;
    }
    const servers = rows.filter((row) => ours.has(row.pid) && row.name === 'postgres');
    return servers.reduce((sum, row) => sum + row.cpu, 0);
  } catch {
    return 0;
  }
}

/** With the time of children that ended, which PostgreSQL's parent collects. */
function statOf(pid) {
  try {
    const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const fields = rest.split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return [{ pid: Number(pid), name, parent: Number(fields[1]), cpu: ticks / 100 }];
  } catch {
    return [];
  }
}

function round(value) {
  return Math.round(value * 10) / 10;
}

if (process.send) await importInChild();
else await main();
