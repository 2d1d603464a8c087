// Sending, measured: ours, nodemailer's pool and Postfix's smtp-source take turns against the same receiver.
//   node bench/run.mjs send [--recipients 10000] [--connections 10] [--workers 1,2] [--delay-ms 0] [--rounds 3]
//        [--sink smtp-sink|own] [--only NAME,…] [--skip NAME,…] [--chunk 250] [--redis URL] [--profile DIR] [--statements]
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodemailerPool, ours, smtpSource } from './contenders.mjs';
import { makeTemplate, startCluster } from './newsroom.mjs';
import { busyCores } from './process-cost.mjs';
import { defaultSink, SMTP_SOURCE, startReceiver } from './receiver.mjs';
import { messageBytes } from './message-size.mjs';

const { values: options } = parseArgs({
  options: {
    recipients: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '10' },
    workers: { type: 'string', default: '1,2' },
    'delay-ms': { type: 'string', default: '0' },
    rounds: { type: 'string', default: '3' },
    sink: { type: 'string', default: defaultSink() },
    only: { type: 'string' },
    skip: { type: 'string', default: '' },
    chunk: { type: 'string', default: '250' },
    redis: { type: 'string' },
    profile: { type: 'string' },
    statements: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const recipients = Number(options.recipients);
const connections = Number(options.connections);
const delayMs = Number(options['delay-ms']);
/** `--statements` shows what the database's time goes into; it costs some itself. */
const STATEMENTS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  track_wal_io_timing: 'on',
};
const say = (line) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'dateline-bench-'));
chmodSync(folder, 0o755);
const keyFile = join(folder, 'rsa.pem');
writeFileSync(
  keyFile,
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);
const dkim = `bench:news.example:${keyFile}`;

/** Name, what runs, with what. The reference comes first; what is compared with nodemailer's pool says so. */
function contenders() {
  const base = {
    recipients,
    connections,
    template: 'bench_template',
    workers: 1,
    chunk: Number(options.chunk),
    redis: options.redis,
  };
  const all = [
    { name: 'smtp-source', run: smtpSource, settings: base },
    { name: 'nodemailer', run: nodemailerPool, settings: base },
    { name: 'nodemailer-rsa', run: nodemailerPool, settings: { ...base, dkim } },
  ];
  for (const workers of options.workers.split(',').map(Number)) {
    const suffix = workers === 1 ? '' : `-x${workers}`;
    const each = { ...base, workers };
    all.push(
      { name: `unsigned${suffix}`, run: ours, settings: each },
      { name: `rsa-while-sending${suffix}`, run: ours, settings: { ...each, dkim, prepareAhead: 0.01 } },
      { name: `rsa-before-lift${suffix}`, run: ours, settings: { ...each, dkim } },
    );
  }
  const only = options.only?.split(',');
  const skip = options.skip.split(',');
  const here = all.filter(({ run }) => run !== smtpSource || existsSync(SMTP_SOURCE));
  return here.filter(({ name }) => (only ? only.includes(name) : !skip.includes(name)));
}

async function main() {
  const cluster = await startCluster(options.statements ? STATEMENTS : {});
  const receiver = await startReceiver({ sink: options.sink, delayMs });
  const context = {
    cluster,
    receiver,
    port: receiver.port,
    profile: options.profile,
    messageBytes: await messageBytes(),
  };
  try {
    say(
      `${cpus().length} cores (${cpus()[0]?.model}), load ${loadavg()[0]?.toFixed(1)}, ${(await busyCores(500)).toFixed(2)} cores busy before the start`,
    );
    say(
      `${recipients} recipients of ${context.messageBytes} octets, ${connections} connections a worker, receiver ${receiver.name}`,
    );
    await makeTemplate(cluster, 'bench_template', recipients);
    const results = await takeTurns(context);
    report(context, results);
  } finally {
    await receiver.stop();
    await cluster.stop();
  }
}

async function takeTurns(context) {
  const results = {};
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const { name, run, settings } of contenders()) {
      const foreign = await busyCores(500);
      const result = { foreign, ...(await run(context, settings)) };
      (results[name] ??= []).push(result);
      if (options.statements) await sayStatements(context);
      say(`round ${round}  ${name.padEnd(22)} ${line(result)}`);
    }
  }
  return results;
}

async function sayStatements({ cluster }) {
  await cluster.query('create extension if not exists pg_stat_statements');
  const rows = await cluster.query(
    `select toplevel, calls, round(total_exec_time) as ms, round((mean_exec_time * 1000)::numeric) as us, rows,
            wal_bytes / 1024 as wal_kb, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as query
       from pg_stat_statements order by total_exec_time desc limit 14`,
  );
  for (const r of rows)
    say(
      `  ${r.toplevel ? ' ' : '·'} ${r.ms} ms, ${r.calls} x ${r.us} µs, ${r.rows} rows, ${Math.round(r.wal_kb)} KB of log: ${r.query}`,
    );
  await cluster.query('select pg_stat_statements_reset()');
}

function line(result) {
  const parts = [
    `${Math.round(result.rate)}/s`.padStart(9),
    `sender ${Math.round(result.senderCpu)} µs`,
    result.databaseCpu === undefined
      ? ''
      : `database ${Math.round(result.databaseCpu)} µs, receiver ${Math.round(result.receiverCpu)} µs, ${result.peakMb} MB`,
    result.firstMs > 0
      ? `first ${Math.round(result.firstMs)} ms, last ${Math.round(result.lastMs)} ms after the lift`
      : '',
    `(others: ${result.foreign.toFixed(2)} cores)`,
  ];
  return parts.filter(Boolean).join('  ');
}

/** Ratios are taken inside each round, then their median: the machine drifts between rounds. */
function report(context, results) {
  const summary = {};
  for (const [name, rounds] of Object.entries(results)) {
    summary[name] = {
      rate: round1(median(rounds.map((r) => r.rate))),
      toSmtpSource: ratio(rounds, results['smtp-source']),
      toNodemailer: ratio(rounds, results.nodemailer),
      toNodemailerRsa: ratio(rounds, results['nodemailer-rsa']),
      senderCpuMicros: round1(median(rounds.map((r) => r.senderCpu))),
      databaseCpuMicros: optional(rounds, 'databaseCpu'),
      receiverCpuMicros: optional(rounds, 'receiverCpu'),
      peakMb: optional(rounds, 'peakMb'),
      firstMs: optional(rounds, 'firstMs'),
      lastMs: optional(rounds, 'lastMs'),
      domains: rounds.at(-1).domains,
    };
  }
  say('');
  for (const [name, each] of Object.entries(summary)) {
    const ratios = [
      ['smtp-source', each.toSmtpSource],
      ['nodemailer', each.toNodemailer],
      ['nodemailer-rsa', each.toNodemailerRsa],
    ];
    const words = ratios
      .filter(([other, r]) => r && other !== name)
      .map(([other, r]) => `${r.toFixed(2)} x ${other}`);
    say(`${name.padEnd(22)} ${String(Math.round(each.rate)).padStart(6)}/s  ${words.join('  ')}`);
  }
  say(
    JSON.stringify({
      bench: 'send',
      recipients,
      connections,
      delayMs,
      sink: context.receiver.name,
      messageBytes: context.messageBytes,
      rounds: Number(options.rounds),
      cores: cpus().length,
      results: summary,
    }),
  );
}

function ratio(rounds, others) {
  if (!others) return undefined;
  return Number(median(rounds.map((r, i) => r.rate / (others[i] ?? others.at(-1)).rate)).toFixed(3));
}

function optional(rounds, key) {
  return rounds[0][key] === undefined ? undefined : round1(median(rounds.map((r) => r[key])));
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function round1(value) {
  return Math.round(value * 10) / 10;
}

if (options.help) {
  say(
    'node bench/run.mjs send [--recipients N] [--connections N] [--workers 1,2] [--delay-ms MS] [--rounds N]',
  );
  say(
    '     [--sink smtp-sink|own] [--only NAME,…] [--skip NAME,…] [--chunk N] [--redis URL] [--profile DIR]',
  );
} else {
  try {
    await main();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(0);
}
