/** What processes cost, from /proc (Linux): CPU in µs, peak memory in MB. Ticks are 10 ms: measure seconds, not less. */
import { readdirSync, readFileSync } from 'node:fs';

const MICROS_PER_TICK = 10_000;

/** User and system time of a process, with its children that have ended. */
export function cpuMicros(pid) {
  const fields = statFields(pid);
  if (!fields) return 0;
  return [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0) * MICROS_PER_TICK;
}

/** A process and all its children: the postmaster with its backends. */
export function familyCpuMicros(pid) {
  return childrenOf(pid).reduce((sum, child) => sum + cpuMicros(child), cpuMicros(pid));
}

/** The most memory a process held at once. */
export function peakMemoryMb(pid) {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Math.round(Number(line?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

/** CPU of the whole machine that was not idle, in cores, over the given time: how quiet it is. */
export async function busyCores(ms) {
  const before = machine();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const after = machine();
  const total = after.total - before.total;
  return total === 0 ? 0 : ((total - (after.idle - before.idle)) / total) * cores();
}

/** CPU time of everything on this machine since it started. */
export function busyMicros() {
  const { total, idle } = machine();
  return (total - idle) * MICROS_PER_TICK;
}

function machine() {
  const [line] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { total: ticks.reduce((a, b) => a + b, 0), idle: ticks[3] + ticks[4] };
}

function cores() {
  return readFileSync('/proc/stat', 'utf8').match(/^cpu\d+/gm)?.length ?? 1;
}

/** The fields of /proc/PID/stat behind the name, which may contain anything. */
function statFields(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function childrenOf(pid) {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && statFields(entry)?.[1] === String(pid))
    .map(Number);
}
