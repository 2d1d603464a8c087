import { spawn } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { cpus, tmpdir } from 'os';
import { join, relative } from 'path';
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
  const leftOut = missing.flatMap((tag) => ['--testPathIgnorePatterns', `\\.${tag}\\.test\\.tsx?$`]);
  const first = await runOnce(root, [...leftOut, ...args], environment);
  if (!process.env.CI || first.failedFiles.length === 0) return first;
  return runAgainAlone(root, first, environment);
}

/**
 * In CI, where strangers share the machine, a file that failed beside others has one more run by itself, and that one
 * counts. It is said aloud: a file that passes only alone has a race that wants to be found.
 */
async function runAgainAlone(root, first, environment) {
  const names = first.failedFiles.map((file) => relative(root, file));
  say(`Running once more, alone: ${names.join(', ')}`);
  const alone = ['--runInBand', '--runTestsByPath', ...first.failedFiles];
  const second = await runOnce(root, alone, environment);
  const stillFailing = new Set(second.failedFiles);
  const rescued = first.failedFiles.filter((file) => !stillFailing.has(file));
  for (const file of rescued) say(`FAILED BESIDE OTHERS, PASSED ALONE: ${relative(root, file)}`);
  return {
    ...second,
    passed: first.passed - first.passedInFailedFiles + second.passed,
    skipped: first.skipped,
  };
}

async function runOnce(root, args, environment) {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-results-'));
  const file = join(folder, 'results.json');
  const code = await jest(root, ['--json', '--outputFile', file, ...args], environment);
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
    const failing = found.testResults.filter((each) => each.status === 'failed');
    const passedInFailedFiles = failing
      .flatMap((each) => each.assertionResults)
      .filter((each) => each.status === 'passed').length;
    const failedFiles = failing.map((each) => each.name);
    return {
      passed: found.numPassedTests,
      failed: failed + broken,
      skipped,
      failedFiles,
      passedInFailedFiles,
    };
  } catch {
    say('Jest ended without results');
    return { passed: 0, failed: 1, skipped: 0, failedFiles: [], passedInFailedFiles: 0 };
  }
}
