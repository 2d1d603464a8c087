import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { BounceReading } from './bounce-reading.js';
import { defaultReadingLimits } from './reading-limits.js';
import { readingWorkerFile } from './reading-worker-file.js';

export interface ReadingPoolOptions {
  /** Time for one mail, in milliseconds; measured mails need 0.2 to 2. */
  maxMs: number;
  /** JavaScript heap of the worker, in megabytes. The bytes of the mail itself lie outside it: see `maxBytes`. */
  maxHeapMb: number;
  /** Larger mails are not read at all. */
  maxBytes: number;
  /** Another worker script; tests use it to misbehave. */
  workerFile?: URL;
}

export interface Unreadable {
  kind: 'unreadable';
  reason: 'bytes' | 'time' | 'memory' | 'crash';
}

export interface ReadingPool {
  /**
   * Reads one mail in the worker; mails are read one after the other, in the order of the calls. Rejects only
   * when the worker cannot be started at all or the pool is closed, never because of the mail.
   */
  read(mail: Uint8Array): Promise<BounceReading | Unreadable>;
  /** Ends the worker; a read under way is rejected. */
  close(): Promise<void>;
}

/**
 * Reads strangers' mail where it can do no harm: in a thread with its own heap, that is ended when it takes
 * too long or too much and replaced for the next mail. An idle worker does not keep the process alive.
 */
export function createReadingPool(options: ReadingPoolOptions): ReadingPool {
  return new OneWorkerPool(options);
}

class OneWorkerPool implements ReadingPool {
  private live: Worker | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: ReadingPoolOptions) {}

  read(mail: Uint8Array): Promise<BounceReading | Unreadable> {
    if (mail.byteLength > this.options.maxBytes)
      return Promise.resolve({ kind: 'unreadable', reason: 'bytes' });
    const reading = this.last.then(() => this.readNow(mail));
    this.last = reading.catch(() => undefined);
    return reading;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.live?.terminate();
  }

  private async readNow(mail: Uint8Array): Promise<BounceReading | Unreadable> {
    this.refuseIfClosed();
    const worker = this.live ?? (await this.start());
    const answer = await this.ask(worker, mail);
    this.refuseIfClosed();
    if (answer.kind !== 'unreadable') return answer;
    await worker.terminate();
    return { kind: 'unreadable', reason: answer.reason };
  }

  private refuseIfClosed(): void {
    if (this.closed) throw new Error('The reading pool is closed.');
  }

  private async start(): Promise<Worker> {
    const file = this.options.workerFile ?? (await readingWorkerFile());
    this.refuseIfClosed();
    const worker = this.watch(new Worker(file, this.workerOptions()));
    const first = await firstEvent(worker, 60_000);
    if (first.kind !== 'unreadable') return worker;
    await worker.terminate();
    throw new Error('The reading worker does not start.', { cause: first.cause });
  }

  private workerOptions(): WorkerOptions {
    const heap = { maxOldGenerationSizeMb: this.options.maxHeapMb, maxYoungGenerationSizeMb: 16 };
    return { env: {}, execArgv: [], resourceLimits: heap };
  }

  /** A worker that ends, also between two mails, is forgotten: the next mail starts another. */
  private watch(worker: Worker): Worker {
    this.live = worker;
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.live === worker) this.live = undefined;
    });
    return worker;
  }

  private async ask(worker: Worker, mail: Uint8Array): Promise<WorkerEvent> {
    worker.ref();
    const answer = firstEvent(worker, this.options.maxMs);
    this.post(worker, mail);
    return answer.finally(() => worker.unref());
  }

  /** The worker gets a copy of its own; the caller keeps the mail, to store it whatever comes out. */
  private post(worker: Worker, mail: Uint8Array): void {
    const copy = Uint8Array.from(mail);
    const limits = { ...defaultReadingLimits, maxBytes: this.options.maxBytes };
    worker.postMessage({ mail: copy, limits }, [copy.buffer]);
  }
}

type WorkerEvent = BounceReading | (Unreadable & { cause?: unknown });

/**
 * Whatever the worker does first decides: answer, fail, end, or nothing in time. Only our own listeners are
 * taken off: `removeAllListeners` would cut the wiring between the worker and its port.
 */
function firstEvent(worker: Worker, maxMs: number): Promise<WorkerEvent> {
  return new Promise((resolve) => {
    const settle = (event: WorkerEvent) => {
      clearTimeout(timer);
      worker.off('message', settle).off('error', failed).off('exit', ended);
      resolve(event);
    };
    const failed = (cause: unknown) => settle({ kind: 'unreadable', reason: reasonOf(cause), cause });
    const ended = () => settle({ kind: 'unreadable', reason: 'crash' });
    const timer = setTimeout(() => settle({ kind: 'unreadable', reason: 'time' }), maxMs);
    worker.on('message', settle).on('error', failed).on('exit', ended);
  });
}

function reasonOf(error: unknown): 'memory' | 'crash' {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash';
}
