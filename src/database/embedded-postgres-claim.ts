import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One living process looks after the server: it starts and stops it. Others (a command
 * run meanwhile) are guests. The claim names the process and when it started, since
 * process numbers are used again, in containers almost always the same ones.
 *
 * @returns true if this process looks after the server from now on
 */
export function claimServer(folder: string): boolean {
  const file = join(folder, 'claimed-by');
  if (existsSync(file) && isAnotherLivingProcess(readFileSync(file, 'utf8'))) return false;
  rmSync(file, { force: true });
  return writeClaim(file);
}

/** Whether the process that claimed the server still lives. */
export function isClaimed(folder: string): boolean {
  const file = join(folder, 'claimed-by');
  return existsSync(file) && identityIsAlive(readFileSync(file, 'utf8'));
}

export function releaseClaim(folder: string): void {
  rmSync(join(folder, 'claimed-by'), { force: true });
}

/** The processes, by number, that work inside this cluster folder. Empty where there is no /proc. */
export function serversInside(cluster: string): number[] {
  if (!existsSync('/proc/self/stat')) return [];
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.filter((id) => worksIn(id, cluster)).map(Number);
}

function writeClaim(file: string): boolean {
  try {
    writeFileSync(file, identity(process.pid), { flag: 'wx' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

function isAnotherLivingProcess(claim: string): boolean {
  return claim !== identity(process.pid) && identityIsAlive(claim);
}

function identityIsAlive(claim: string): boolean {
  const id = Number.parseInt(claim, 10);
  return Number.isInteger(id) && startOf(id) !== '' && claim === identity(id);
}

function identity(id: number): string {
  return `${id} ${startOf(id)}`;
}

/** When that process started, in the system's own words; empty if there is no such process, or only its remains. */
function startOf(id: number): string {
  try {
    if (!existsSync('/proc/self/stat')) return startAccordingToPs(id);
    const [state, ...fields] = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return state === 'Z' ? '' : (fields[18] ?? '');
  } catch {
    return '';
  }
}

function startAccordingToPs(id: number): string {
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(id)], { encoding: 'utf8' }).trim();
}

function worksIn(id: string, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${id}/cwd`) === cluster;
  } catch {
    return false;
  }
}
