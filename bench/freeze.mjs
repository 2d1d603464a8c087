// Freezing an audience, measured: everybody on three topics less the suppressed, deliveries and chunks written.
//   node bench/run.mjs freeze [--contacts 1000000] [--rounds 2]       last line JSON
import { parseArgs } from 'node:util';
import { freezeTier } from '../dist/dispatch/freeze.js';
import { arm, makeTemplate, openTurn, startCluster } from './newsroom.mjs';
import { familyCpuMicros } from './process-cost.mjs';

const { values: options } = parseArgs({
  options: {
    contacts: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '2' },
  },
});
const contacts = Number(options.contacts);
/** Of all contacts. */
const SUPPRESSED = 0.02;

/** Topic 1 is followed by all, two and three by every second and third; some addresses are suppressed. */
async function addTopicsAndSuppressions(db) {
  await db.query(
    `insert into subscription (contact_id, topic_id, state)
     select c.id, t.id, 'active' from contact c join topic t on t.id in (2, 3) and c.id % t.id = 0`,
  );
  await db.query(
    `insert into suppression (email_hash, email, reason, source)
     select email_hash(email_key), email, 'hard_bounce', 'bench' from contact where id % $1::int = 7`,
    [Math.round(1 / SUPPRESSED)],
  );
  await db.query('vacuum analyze');
}

async function freezeOnce(cluster, name) {
  const turn = await openTurn(cluster, 'bench_template', name);
  try {
    const armed = await arm(turn.db, null, [1, 2, 3]);
    const before = familyCpuMicros(cluster.postmaster);
    const started = performance.now();
    const recipients = await turn.db.transaction((manager) =>
      freezeTier(manager, { dispatchId: armed.id, tier: 'general' }, 250),
    );
    const seconds = (performance.now() - started) / 1000;
    const cpuSeconds = (familyCpuMicros(cluster.postmaster) - before) / 1e6;
    return { recipients, seconds, cpuSeconds };
  } finally {
    await turn.close();
  }
}

const cluster = await startCluster();
try {
  await makeTemplate(cluster, 'bench_template', contacts, addTopicsAndSuppressions);
  const rounds = [];
  for (let round = 1; round <= Number(options.rounds); round++) {
    const result = await freezeOnce(cluster, `freeze_${round}`);
    rounds.push(result);
    console.log(
      `round ${round}  ${result.recipients} recipients in ${result.seconds.toFixed(1)} s (${result.cpuSeconds.toFixed(1)} s of CPU)`,
    );
  }
  const best = rounds.reduce((a, b) => (a.seconds < b.seconds ? a : b));
  console.log(JSON.stringify({ bench: 'freeze', contacts, ...best, rounds: rounds.length }));
} finally {
  await cluster.stop();
}
process.exit(0);
