import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReceiverOptions, ReceiverRule } from './smtp-receiver-rules.js';

/** What the parent learns about a kept message. */
export interface MessageSummary {
  from: string;
  to: string[];
  at: Date;
  messageId?: string;
  size: number;
  connection: number;
}

interface Answer {
  id: number;
  result?: unknown;
  error?: string;
}

/**
 * The SmtpReceiver (smtp-receiver.ts says what it can do) in a child process, so that it goes on receiving whatever
 * happens to the test's own process, and is not slowed by it. `close()` ends it; it also ends with its parent.
 */
export class SmtpReceiverChild {
  private calls = 0;

  private constructor(
    private readonly child: ChildProcess,
    public port: number,
  ) {}

  static async start(options: ReceiverOptions = {}): Promise<SmtpReceiverChild> {
    const script = fileURLToPath(new URL('./smtp-receiver-process.mjs', import.meta.url));
    const child = fork(script, { serialization: 'advanced', execArgv: [] });
    await once(child, 'message');
    const receiver = new SmtpReceiverChild(child, 0);
    receiver.port = await receiver.call<number>('start', options);
    return receiver;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  rule = (rule: ReceiverRule): Promise<void> => this.call('rule', rule);
  clearRules = (): Promise<void> => this.call('clearRules');
  messages = (): Promise<MessageSummary[]> => this.call('messages');
  /** Rejects after 20 s. */
  waitForMessages = (count: number): Promise<MessageSummary[]> => this.call('waitForMessages', count);
  dropConnections = (): Promise<void> => this.call('dropConnections');
  /** Closes the port; what was received stays. */
  stop = (): Promise<void> => this.call('stop');
  /** Listens on the same port again. */
  reopen = (): Promise<void> => this.call('reopen');

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.disconnect();
    await once(this.child, 'exit');
  }

  private call<T>(method: string, ...args: unknown[]): Promise<T> {
    const id = (this.calls += 1);
    return new Promise((resolve, reject) => {
      const answered = (answer: Answer): void => {
        if (answer.id !== id) return;
        this.child.off('message', answered);
        if (answer.error === undefined) resolve(answer.result as T);
        else reject(new Error(answer.error));
      };
      this.child.on('message', answered);
      this.child.send({ id, method, args });
    });
  }
}
