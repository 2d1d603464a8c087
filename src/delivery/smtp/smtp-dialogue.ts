import type { Socket } from 'node:net';
import type { Inbox } from './inbox.js';
import { ReplyParser, type SmtpReply } from './reply-parser.js';

export type ConnectStage = 'connect' | 'greeting' | 'hello' | 'tls' | 'auth';

/** Why a connection could not be made ready. `code` is set when the server said so. */
export class SmtpConnectError extends Error {
  constructor(
    readonly stage: ConnectStage,
    message: string,
    readonly code?: number,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

interface Waiting {
  stage: ConnectStage;
  resolve: (reply: SmtpReply) => void;
  reject: (error: Error) => void;
}

/** Question and answer, one at a time, while a connection is being set up. */
export class SmtpDialogue {
  private waiting: Waiting | undefined;
  private failure: Error | undefined;
  private readonly early: SmtpReply[] = [];
  private readonly parser = new ReplyParser((reply) => this.take(reply));

  constructor(
    private readonly socket: Socket,
    private readonly inbox: Inbox,
  ) {
    inbox.readBy(this.onData);
    socket.on('error', this.onError);
    socket.on('end', this.onEnd);
    socket.on('close', this.onEnd);
  }

  ask(stage: ConnectStage, line: string, timeoutMs: number): Promise<SmtpReply> {
    if (this.early.length > 0) return Promise.reject(this.outOfTurn(stage));
    this.socket.write(`${line}\r\n`, 'utf8');
    return this.reply(stage, timeoutMs);
  }

  /** @throws SmtpConnectError when the connection ends, stays silent for `timeoutMs` or talks nonsense */
  reply(stage: ConnectStage, timeoutMs: number): Promise<SmtpReply> {
    const ready = this.early.shift();
    if (ready) return Promise.resolve(ready);
    if (this.failure) return Promise.reject(this.wrap(stage, this.failure));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      this.waiting = {
        stage,
        resolve: (reply) => (clearTimeout(timer), resolve(reply)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
    });
  }

  /**
   * Lets go of the socket for TLS or for a lane. Anything already received would be plain text taken for secured
   * (CVE-2011-0411), or an answer to nothing: refused.
   */
  release(stage: ConnectStage): Socket {
    if (this.failure) throw this.wrap(stage, this.failure);
    if (this.early.length > 0 || this.parser.isMidReply) throw this.outOfTurn(stage);
    this.inbox.readBy(undefined);
    this.socket.off('error', this.onError);
    this.socket.off('end', this.onEnd);
    this.socket.off('close', this.onEnd);
    return this.socket;
  }

  private readonly onData = (chunk: Buffer): void => {
    try {
      this.parser.push(chunk);
    } catch (error) {
      this.fail(error as Error);
    }
  };

  private readonly onError = (error: Error): void => this.fail(error);
  private readonly onEnd = (): void => this.fail(new Error('the server closed the connection'));

  private take(reply: SmtpReply): void {
    const waiting = this.waiting;
    this.waiting = undefined;
    if (waiting) waiting.resolve(reply);
    else this.early.push(reply);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    const waiting = this.waiting;
    this.waiting = undefined;
    waiting?.reject(this.wrap(waiting.stage, error));
  }

  private wrap(stage: ConnectStage, error: Error): SmtpConnectError {
    return new SmtpConnectError(stage, `${stage}: ${error.message}`, undefined, error);
  }

  private outOfTurn(stage: ConnectStage): SmtpConnectError {
    return new SmtpConnectError(stage, `${stage}: the server spoke out of turn`);
  }
}
