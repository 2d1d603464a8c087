import { spawn } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { cpus, tmpdir } from 'os';
import { join } from 'path';
import process from 'process';

import { say } from './say.mjs';

/** Far beyond what a run takes; a test that hangs must not hang everything after it. */
const LIMIT_MS = 30 * 60 * 1000;

/** What measures time or uses a browser runs alone; the rest shares the processors. */
const ROUNDS = [
  { projects: ['pure', 'integration'], flags: [`--maxWorkers=${Math.max(2, cpus().length - 1)}`] },
  { projects: ['journeys', 'faults'], flags: ['--runInBand'] },
];

/** Runs Jest and returns one result for each round: how many passed, failed and were skipped. */
export async function runJest(root, args, missing, environment) {
  if (args.includes('--selectProjects')) return [await runRound(root, args, missing, environment)];
  const results = [];
  for (const { projects, flags } of ROUNDS) {
    say(`Running the ${projects.join(' and ')} tests`);
    // Another option has to end the list of projects, or Jest takes a file pattern for one of them.
    const chosen = ['--selectProjects', ...projects, '--passWithNoTests', ...flags, ...args];
    results.push(await runRound(root, chosen, missing, environment));
  }
  return results;
}

async function runRound(root, args, missing, environment) {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-results-'));
  const file = join(folder, 'results.json');
  const leftOut = missing.flatMap((tag) => ['--testPathIgnorePatterns', `\\.${tag}\\.test\\.tsx?$`]);
  const code = await jest(root, ['--json', '--outputFile', file, ...leftOut, ...args], environment);
  const result = resultFrom(file, code);
  rmSync(folder, { recursive: true, force: true });
  return result;
}

/** The JSON that --json prints on standard output is in the file already. */
function jest(root, args, environment) {
  const program = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  const options = {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment },
  };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...program, ...args], options);
    const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => endEarly(child));
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve(code);
    });
  });
}

/** What is left of the cluster is cleared away by end-with-process.sh. */
function endEarly(child) {
  child.kill('SIGTERM');
  process.exit(130);
}

function resultFrom(file, code) {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8'));
    const failed = found.numFailedTests + found.numRuntimeErrorTestSuites;
    const broken = code !== 0 && failed === 0 ? 1 : 0;
    const skipped = found.numPendingTests + found.numTodoTests;
    return { passed: found.numPassedTests, failed: failed + broken, skipped };
  } catch {
    say('Jest ended without results');
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
