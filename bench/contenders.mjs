/** The senders that take turns. Each sends one release to all readers of a fresh database and says what it cost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Queue } from 'bullmq';
import { freezeTier } from '../dist/dispatch/freeze.js';
import { queueConnection } from '../dist/queues/queue-connection.js';
import { arm, openTurn, SECRET } from './newsroom.mjs';
import { busyMicros, cpuMicros, familyCpuMicros, peakMemoryMb } from './process-cost.mjs';
import { SMTP_SOURCE } from './receiver.mjs';

/** Seconds from arming to a prepared lift, and what each recipient adds when signatures are made before. */
const LEAD = 6;
const LEAD_PER_SIGNATURE = 0.0008;
const LONGEST_TURN = 900_000;
const CHUNK = 250;
let turns = 0;

export function environment(settings, turn, port) {
  return {
    ...process.env,
    DATABASE_URL: turn.url,
    DATELINE_SECRET: SECRET,
    SMTP_URL: `smtp://127.0.0.1:${port}?starttls=never&connections=${settings.connections}`,
    ORGANISATION: 'Families Together',
    POSTAL_ADDRESS: '1 Main Street, Springfield',
    PUBLIC_URL: 'https://news.example',
    NOTICES: 'off',
    LOG_LEVEL: 'warn',
    LATE_LIMIT: '3600',
    DKIM_KEYS: settings.dkim ?? '',
    CHUNK_SIZE: String(settings.chunk ?? CHUNK),
    PREPARE_AHEAD: String(settings.prepareAhead ?? 600),
    ...(settings.redis ? { REDIS_URL: settings.redis } : {}),
  };
}

/** Ours, complete: `dist/worker.js` processes, queue, database, gate. */
export async function ours(context, settings) {
  const turn = await openTurn(context.cluster, settings.template, `turn_${(turns += 1)}`);
  const workers = Array.from({ length: settings.workers }, (_, i) => startWorker(context, settings, turn, i));
  try {
    await until(turn.db, `select count(*)::int as n from worker_seen`, (row) => row.n >= settings.workers);
    const prepared = settings.prepareAhead === undefined;
    const lead =
      LEAD +
      (prepared && settings.dkim ? settings.recipients * LEAD_PER_SIGNATURE : 0) +
      settings.recipients / 50_000;
    const armed = await arm(turn.db, settings.prepareAhead === undefined ? lead : 3);
    await untilLift(turn.db, armed.id);
    const before = costs(context, workers);
    await until(
      turn.db,
      `select count(*)::int as n from dispatch_tier where frozen_at is not null`,
      (row) => row.n === 1,
    );
    await until(
      turn.db,
      `select count(*)::int as n from delivery_chunk where due_at is not null`,
      (row) => row.n === 0,
      200,
    );
    await until(
      turn.db,
      `select count(*)::int as n from delivery where state not in ('accepted')`,
      (row) => row.n === 0,
    );
    const after = costs(context, workers);
    return {
      ...(await timing(turn.db, armed.id)),
      ...perMail(before, after, settings.recipients),
      peakMb: Math.max(...workers.map((w) => peakMemoryMb(w.pid))),
    };
  } finally {
    await Promise.all(workers.map(end));
    await turn.close();
  }
}

function startWorker(context, settings, turn, number) {
  const profile = context.profile && number === 0 ? ['--cpu-prof', `--cpu-prof-dir=${context.profile}`] : [];
  return spawn(process.execPath, [...profile, new URL('../dist/worker.js', import.meta.url).pathname], {
    env: environment(settings, turn, context.port),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** nodemailer's pool building every message, fed by the same queue from the same tables. */
export async function nodemailerPool(context, settings) {
  const turn = await openTurn(context.cluster, settings.template, `turn_${(turns += 1)}`);
  const script = new URL('./pool-worker.mjs', import.meta.url).pathname;
  const env = {
    ...environment(settings, turn, context.port),
    BENCH_CONNECTIONS: String(settings.connections),
    BENCH_PORT: String(context.port),
  };
  const queue = new Queue('pool', { connection: queueConnection({ databaseUrl: turn.url }) });
  const workers = Array.from({ length: settings.workers }, () =>
    spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  try {
    const armed = await arm(turn.db, null);
    await turn.db.transaction((manager) =>
      freezeTier(manager, { dispatchId: armed.id, tier: 'general' }, CHUNK),
    );
    await Promise.all(workers.map((worker) => once(worker.stdout, 'data')));
    const chunks = await turn.db.query('select number from delivery_chunk order by number');
    const before = costs(context, workers);
    await queue.addBulk(
      chunks.map(({ number }) => ({
        name: 'chunk',
        data: { dispatchId: armed.id, number },
        opts: { removeOnComplete: true },
      })),
    );
    await until(
      turn.db,
      `select count(*)::int as n from delivery where state <> 'accepted'`,
      (row) => row.n === 0,
      200,
    );
    const after = costs(context, workers);
    return {
      ...(await timing(turn.db, armed.id)),
      ...perMail(before, after, settings.recipients),
      peakMb: Math.max(...workers.map((w) => peakMemoryMb(w.pid))),
    };
  } finally {
    await Promise.all(workers.map(end));
    await queue.close();
    await turn.close();
  }
}

/** Postfix's load generator: no queue, no database, one text for all. */
export async function smtpSource(context, settings) {
  const args = [
    '-d',
    '-s',
    String(settings.connections),
    '-l',
    String(context.messageBytes),
    '-m',
    String(settings.recipients),
  ];
  const started = performance.now();
  const child = spawn(SMTP_SOURCE, [...args, `127.0.0.1:${context.port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let cpu = 0;
  const watch = setInterval(() => (cpu = Math.max(cpu, cpuMicros(child.pid))), 20);
  await once(child, 'exit');
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, rate: settings.recipients / seconds, senderCpu: cpu / settings.recipients };
}

function costs(context, workers) {
  return {
    sender: workers.reduce((sum, worker) => sum + cpuMicros(worker.pid), 0),
    database: familyCpuMicros(context.cluster.postmaster),
    receiver: context.receiver.pids.reduce((sum, pid) => sum + cpuMicros(pid), 0),
    machine: busyMicros(),
    at: performance.now(),
  };
}

/** CPU of whoever else used the machine meanwhile, in cores. */
function foreignCores(before, after) {
  const ours = ['sender', 'database', 'receiver'].reduce((sum, who) => sum + after[who] - before[who], 0);
  return Math.max(0, (after.machine - before.machine - ours) / ((after.at - before.at) * 1000));
}

function perMail(before, after, mails) {
  return {
    senderCpu: (after.sender - before.sender) / mails,
    databaseCpu: (after.database - before.database) / mails,
    receiverCpu: (after.receiver - before.receiver) / mails,
    foreign: foreignCores(before, after),
  };
}

/** By the database's clock: from the first claim to the last result that is committed; and, for lifts, after the instant. */
async function timing(db, dispatchId) {
  const [row] = await db.query(
    `select count(*)::int as mails, extract(epoch from max(settled_at) - min(claimed_at))::float8 as seconds,
            extract(epoch from min(transmitting_at) - t.opens_at)::float8 * 1000 as "firstBegun",
            extract(epoch from min(settled_at) - t.opens_at)::float8 * 1000 as "firstMs",
            extract(epoch from max(settled_at) - t.opens_at)::float8 * 1000 as "lastMs",
            bool_or(coalesce(transmitting_at, claimed_at) < t.opens_at) as early
       from delivery d join dispatch_tier t using (dispatch_id, tier) where dispatch_id = $1 group by t.opens_at`,
    [dispatchId],
  );
  const domains = await db.query(
    `select case when domain like 'paper-%' then 'the small ones' else domain end as name, count(*)::int as mails,
            round(extract(epoch from min(settled_at) - min(t.opens_at)) * 1000)::int as "firstMs",
            round(extract(epoch from max(settled_at) - min(t.opens_at)) * 1000)::int as "lastMs"
       from delivery d join dispatch_tier t using (dispatch_id, tier) where dispatch_id = $1 group by 1 order by 1`,
    [dispatchId],
  );
  if (row.early) throw new Error('A mail was begun before the lift');
  return { ...row, rate: row.mails / row.seconds, domains };
}

async function untilLift(db, dispatchId) {
  await until(
    db,
    `select min(extract(epoch from opens_at - clock_timestamp()))::float8 as s from dispatch_tier where dispatch_id = ${dispatchId}`,
    (row) => row.s < 0.4,
    50,
  );
}

async function until(db, sql, holds, everyMs = 50) {
  const end = performance.now() + LONGEST_TURN;
  for (;;) {
    const [row] = await db.query(sql);
    if (row && holds(row)) return row;
    if (performance.now() > end) throw new Error(`Not within time: ${sql} is ${JSON.stringify(row)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, 'exit');
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await over;
  clearTimeout(hard);
}
