import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { endWithThisProcess } from './cluster.js';

const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'dist');
/** ms; a worker that stops in order takes far less, even beside other work. */
const LONGEST_END = 90_000;

export interface WorkerOptions {
  settings: Record<string, string>;
  /** Shifts the clock of the process, as faketime writes it: '+1h', '-1h', '+1d'. */
  clock?: string;
  /** `main` is the web. */
  program?: 'worker' | 'main';
}

/** A worker, or the web, as it runs in production: the built program in a process of its own. */
export class FaultWorker {
  readonly lines: string[] = [];
  private readonly exited: Promise<unknown>;
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly child: ChildProcess) {
    this.exited = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => this.heard(text));
    endWithThisProcess(this.pid, mkdtempSync(join(tmpdir(), 'dateline-worker-')));
  }

  static start({ settings, clock, program = 'worker' }: WorkerOptions): FaultWorker {
    const path = join(DIST, `${program}.js`);
    if (!existsSync(path)) throw new Error(`${path} is missing: run \`npm run build\` first.`);
    const env = {
      PATH: process.env['PATH'],
      NOTICES: 'off',
      LOG_LEVEL: 'info',
      ...settings,
      ...(clock ? shiftedBy(clock) : {}),
    };
    return new FaultWorker(
      spawn(process.execPath, [path], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when a line of its log contains the word. The test's own limit in time is the only one. */
  untilSaid(word: string): Promise<void> {
    return new Promise((resolve) => {
      const listen = () => {
        if (!this.lines.some((line) => line.includes(word))) return;
        this.listeners.delete(listen);
        resolve();
      };
      this.listeners.add(listen);
      listen();
    });
  }

  /** Like a power cut: nothing of it runs any more when this resolves. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As a deployment does it. Resolves with the exit code, or null if the worker did not end by itself. */
  async terminate(): Promise<number | null> {
    const patience = setTimeout(() => this.child.kill('SIGKILL'), LONGEST_END);
    await this.end('SIGTERM');
    clearTimeout(patience);
    return this.child.exitCode;
  }

  /** Nothing of the process runs until `thaw`, as with a blocked event loop or a suspended machine. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  private heard(text: string): void {
    this.lines.push(...text.trim().split('\n'));
    for (const listen of [...this.listeners]) listen();
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isRunning) return;
    this.child.kill(signal);
    await this.exited;
  }
}

/** What makes faketime shift a process's clock; without its wrapper, which would outlive or survive a kill. */
function shiftedBy(clock: string): Record<string, string> {
  const library = execFileSync('faketime', ['-f', clock, 'printenv', 'LD_PRELOAD'], {
    encoding: 'utf8',
  }).trim();
  return { LD_PRELOAD: library, FAKETIME: clock };
}
