import { spawn } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { cpus, tmpdir } from 'os';
import { join, relative } from 'path';
import process from 'process';

import { say } from './say.mjs';

/** Far beyond what a round takes; a test that hangs must not hang everything after it. */
const LIMIT_MS = 30 * 60 * 1000;
/** From the results on, so long Jest may take to exit: what it waits for then was left open by a test. */
const EXIT_MS = 20 * 1000;
/** The process writes its report within this time. */
const REPORT_MS = 3 * 1000;

/**
 * What uses a browser runs apart, one file a processor; the rest shares the processors. Most of it waits, for a sweep or a lift
 * that is to come: one file a processor left two thirds of two processors idle.
 */
const ROUNDS = [
  { projects: ['pure', 'integration', 'faults'], flags: [`--maxWorkers=${2 * cpus().length}`] },
  { projects: ['journeys'], flags: [`--maxWorkers=${cpus().length}`] },
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
  const leftOut = missing.flatMap((tag) => [
    '--testPathIgnorePatterns',
    `\\.${tag}\\.(\\w+\\.)?test\\.tsx?$`,
  ]);
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
  const code = await jest(root, folder, ['--json', '--outputFile', file, ...args], environment);
  const result = resultFrom(file, code);
  rmSync(folder, { recursive: true, force: true });
  return result;
}

/** The JSON that --json prints on standard output is in the file already. */
function jest(root, folder, args, environment) {
  const program = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    '--report-on-signal',
    `--report-directory=${folder}`,
    '--report-filename=report.json',
    'node_modules/jest/bin/jest.js',
  ];
  const options = {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment },
  };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...program, ...args], options);
    const stopWatching = watchTheEnd(child, folder);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => endEarly(child));
    child.on('close', (code, signal) => {
      stopWatching();
      resolve(signal || code);
    });
  });
}

/** Ends a Jest that takes too long, or that has told its results and does not exit, and says why. */
function watchTheEnd(child, folder) {
  const timers = [
    setTimeout(() => {
      say(`Jest was ended: it took longer than ${LIMIT_MS / 60_000} minutes`);
      child.kill('SIGKILL');
    }, LIMIT_MS),
  ];
  const results = setInterval(() => {
    if (!existsSync(join(folder, 'results.json'))) return;
    clearInterval(results);
    timers.push(setTimeout(() => child.kill('SIGUSR2'), EXIT_MS));
    timers.push(setTimeout(() => endUnfinished(child, folder), EXIT_MS + REPORT_MS));
  }, 250);
  return () => {
    clearInterval(results);
    for (const timer of timers) clearTimeout(timer);
  };
}

function endUnfinished(child, folder) {
  say(`Jest has told its results but did not exit for ${EXIT_MS / 1000} s: a test left something open`);
  for (const line of openHandles(join(folder, 'report.json'))) say(`  still open: ${line}`);
  child.kill('SIGKILL');
}

/** What keeps the process alive, by Node's own report. */
function openHandles(report) {
  try {
    const { libuv } = JSON.parse(readFileSync(report, 'utf8'));
    return libuv.filter((each) => each.is_active && each.is_referenced).map(describeHandle);
  } catch {
    return ['unknown, since Node wrote no report'];
  }
}

function describeHandle({ type, pid, localEndpoint, remoteEndpoint, fd, firesInMsFromNow }) {
  const address = (end) => (end ? `${end.host || end.ip4 || end.ip6}:${end.port}` : undefined);
  const details = {
    process: pid,
    from: address(localEndpoint),
    to: address(remoteEndpoint),
    fd,
    'fires in ms': firesInMsFromNow,
  };
  const told = Object.entries(details).filter(([, value]) => value !== undefined);
  return [type, ...told.map(([name, value]) => `${name} ${value}`)].join(', ');
}

/** What is left of the cluster is cleared away by end-with-process.sh. */
function endEarly(child) {
  child.kill('SIGTERM');
  process.exit(130);
}

/** @param end the exit code, or the signal that ended Jest */
function resultFrom(file, end) {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8'));
    const failed = found.numFailedTests + found.numRuntimeErrorTestSuites;
    const broken = end !== 0 && failed === 0 ? 1 : 0;
    if (broken) say(`No test failed, but Jest ended with ${end}: that counts as one failure`);
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
