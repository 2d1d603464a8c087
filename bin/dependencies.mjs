import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import process from 'process';

import { runStep } from './run-step.mjs';

/**
 * Installs exactly what package-lock.json says, only if that is not what lies in
 * node_modules. npm itself keeps the record of what it installed, and writes it last.
 */
export async function installDependencies(root) {
  if (isInstalled(root)) return;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const [program, ...first] = npm();
  await runStep('Installing the dependencies (once; about a minute)', program, [...first, ...args], root);
}

function isInstalled(root) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const found = packagesIn(record);
  return Object.keys(wanted).every((path) => path === '' || isSatisfied(wanted[path], found[path]));
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
  return JSON.parse(readFileSync(file, 'utf8')).packages || {};
}

/** The npm that runs us, else the one on the path. */
function npm() {
  const running = process.env.npm_execpath;
  if (running && /npm-cli\.c?js$/.test(running)) return [process.execPath, running];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}
