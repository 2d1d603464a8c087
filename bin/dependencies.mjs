import fs from 'fs';
import { join } from 'path';
import process from 'process';

import { runStep } from './run-step.mjs';
import { giveUp } from './say.mjs';

/** 620 MB of node_modules, and what is built of and kept beside them. */
const NEEDED_MB = 900;

/**
 * Installs exactly what package-lock.json says, only if that is not what lies in
 * node_modules. npm itself keeps the record of what it installed, and writes it last.
 */
export async function installDependencies(root) {
  if (isInstalled(root)) return;
  refuseFullDisk(root);
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const [program, ...first] = npm();
  await runStep('Installing the dependencies (once; about a minute)', program, [...first, ...args], root);
}

function isInstalled(root) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!fs.existsSync(record)) return false;
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const found = packagesIn(record);
  return Object.keys(wanted).every((path) => path === '' || isSatisfied(wanted[path], found[path]));
}

/** npm ci itself tries for minutes before it says so. */
function refuseFullDisk(root) {
  const { bavail, bsize } = fs.statfsSync(root);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free > NEEDED_MB) return;
  giveUp(
    `The disk that holds ${root} has only ${free} MB left and the dependencies need ${NEEDED_MB} MB: ` +
      'free some space there and run the command again.',
  );
}

/** Optional packages of other systems are absent; one present means the folder came from such a system. */
function isSatisfied(wanted, found) {
  if (!found) return Boolean(wanted.optional);
  return (
    found.version === wanted.version && suits(wanted.os, process.platform) && suits(wanted.cpu, process.arch)
  );
}

function suits(list, value) {
  return !list || list.includes(value) || list.includes('any');
}

function packagesIn(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages || {};
}

/** The npm that runs us, else the one on the path. */
function npm() {
  const running = process.env.npm_execpath;
  if (running && /npm-cli\.c?js$/.test(running)) return [process.execPath, running];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}
