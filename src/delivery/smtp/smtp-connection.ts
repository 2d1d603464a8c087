import { once } from 'node:events';
import { type Socket, connect, isIP } from 'node:net';
import { type ConnectionOptions, type TLSSocket, connect as connectTls } from 'node:tls';
import httpProxyClient from 'nodemailer/lib/smtp-connection/http-proxy-client';
import { Inbox } from './inbox.js';
import { type SmtpReply, oneLine } from './reply-parser.js';
import { signIn } from './smtp-auth.js';
import { type ConnectStage, SmtpConnectError, SmtpDialogue } from './smtp-dialogue.js';
import { type SmtpServer, isLoopback } from './smtp-server-url.js';
import type { SmtpTimeouts } from './smtp-timeouts.js';

/** What the server's answer to EHLO offers. */
export interface ServerFeatures {
  readonly pipelining: boolean;
  readonly eightBitMime: boolean;
  readonly smtpUtf8: boolean;
  readonly startTls: boolean;
  /** Octets; 0 means "no fixed limit" (RFC 1870); absent: SIZE is not offered. */
  readonly size?: number;
  readonly authMethods: readonly string[];
}

/** A socket on which MAIL may be said. */
export interface ReadyConnection {
  readonly socket: Socket;
  readonly inbox: Inbox;
  readonly features: ServerFeatures;
  readonly secure: boolean;
}

/** Trust for certificates: what `tls.connect` takes as `ca`. Verification itself cannot be switched off. */
export type TlsTrust = Pick<ConnectionOptions, 'ca'>;

/**
 * Connects, greets, secures, signs in. Certificates are always verified; where TLS is required there is no way
 * past it. The password travels only over TLS or within this machine.
 * @throws SmtpConnectError saying at which stage and why; the socket is closed then.
 */
export async function openConnection(
  server: SmtpServer,
  timeouts: SmtpTimeouts,
  trust: TlsTrust = {},
  signal?: AbortSignal,
): Promise<ReadyConnection> {
  const opening = new Opening(server, timeouts, trust);
  const abort = (): void => opening.cut();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await opening.run();
  } catch (error) {
    opening.cut();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

class Opening {
  private socket: Socket | undefined;
  private inbox = new Inbox();
  private secure = false;

  constructor(
    private readonly server: SmtpServer,
    private readonly timeouts: SmtpTimeouts,
    private readonly trust: TlsTrust,
  ) {}

  cut(): void {
    this.socket?.on('error', () => undefined);
    this.socket?.destroy();
  }

  async run(): Promise<ReadyConnection> {
    await this.reach();
    if (this.server.implicitTls) await this.secureSocket();
    let dialogue = new SmtpDialogue(this.socket!, this.inbox);
    expectCode('greeting', await dialogue.reply('greeting', this.timeouts.greeting), 220);
    let features = await this.hello(dialogue);
    if (!this.secure && (await this.beginTls(dialogue, features))) {
      dialogue.release('tls');
      await this.secureSocket();
      dialogue = new SmtpDialogue(this.socket!, this.inbox);
      features = await this.hello(dialogue);
    }
    await this.authenticate(dialogue, features);
    return { socket: dialogue.release('hello'), inbox: this.inbox, features, secure: this.secure };
  }

  private async reach(): Promise<void> {
    const { host, port, proxy } = this.server;
    if (proxy !== undefined) return this.reachThrough(proxy);
    this.socket = connect({ host, port, noDelay: true, onread: this.inbox.onread });
    await this.within('connect', this.socket, 'connect', this.timeouts.connect);
  }

  private async reachThrough(proxy: string): Promise<void> {
    const { host, port } = this.server;
    this.socket = await new Promise<Socket>((resolve, reject) => {
      httpProxyClient(proxy, port, host, { timeout: this.timeouts.connect }, (error, socket) => {
        if (error || !socket)
          reject(new SmtpConnectError('connect', `connect: ${error?.message}`, undefined, error));
        else resolve(socket);
      });
    });
    this.inbox = Inbox.of(this.socket);
  }

  private async secureSocket(): Promise<void> {
    const { host } = this.server;
    const servername = isIP(host) === 0 ? host : undefined;
    const secured: TLSSocket = connectTls({
      ...this.trust,
      socket: this.socket!,
      host,
      servername,
      minVersion: 'TLSv1.2',
    });
    this.socket = secured;
    await this.within('tls', secured, 'secureConnect', this.timeouts.tls);
    this.inbox = Inbox.of(secured);
    this.secure = true;
  }

  /** Waits for one event of the socket, or fails with its error or after the time. */
  private async within(stage: ConnectStage, socket: Socket, event: string, timeoutMs: number): Promise<void> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeoutMs);
    const closed = (): void => limit.abort();
    socket.once('close', closed);
    try {
      await once(socket, event, { signal: limit.signal });
    } catch (error) {
      throw new SmtpConnectError(
        stage,
        `${stage}: ${whyNot(error as Error, socket, timeoutMs)}`,
        undefined,
        error,
      );
    } finally {
      clearTimeout(timer);
      socket.off('close', closed);
    }
  }

  /** EHLO, or HELO for a server that does not know it (RFC 5321 section 3.2). */
  private async hello(dialogue: SmtpDialogue): Promise<ServerFeatures> {
    const { ehloName } = this.server;
    const reply = await dialogue.ask('hello', `EHLO ${ehloName}`, this.timeouts.command);
    if (reply.code === 250) return readFeatures(reply);
    if (reply.code < 500) expectCode('hello', reply, 250);
    expectCode('hello', await dialogue.ask('hello', `HELO ${ehloName}`, this.timeouts.command), 250);
    return readFeatures({ code: 250, text: '' });
  }

  /** Whether the TLS handshake may begin. */
  private async beginTls(dialogue: SmtpDialogue, features: ServerFeatures): Promise<boolean> {
    const { startTls } = this.server;
    if (startTls === 'never') return false;
    if (!features.startTls) return this.withoutTls('the server does not offer STARTTLS');
    const reply = await dialogue.ask('tls', 'STARTTLS', this.timeouts.command);
    return reply.code === 220 || this.withoutTls(oneLine(reply));
  }

  private withoutTls(why: string): false {
    if (this.server.startTls !== 'required') return false;
    throw new SmtpConnectError('tls', `tls: required, but ${why}`);
  }

  private async authenticate(dialogue: SmtpDialogue, features: ServerFeatures): Promise<void> {
    const { credentials } = this.server;
    if (!credentials) return;
    if (!this.secure && !isLoopback(this.socket!.remoteAddress ?? '')) {
      throw new SmtpConnectError('auth', 'auth: a password is not sent to another machine without TLS');
    }
    await signIn(dialogue, credentials, features.authMethods, this.timeouts.command);
  }
}

function whyNot(error: Error, socket: Socket, timeoutMs: number): string {
  if (error.name !== 'AbortError') return describe(error);
  return socket.destroyed ? 'the server closed the connection' : `no answer within ${timeoutMs} ms`;
}

/** An error of several attempts (IPv4 and IPv6) has an empty message of its own. */
function describe(error: Error): string {
  if (error instanceof AggregateError && error.errors.length > 0) return (error.errors[0] as Error).message;
  return error.message;
}

function expectCode(stage: ConnectStage, reply: SmtpReply, code: number): void {
  if (reply.code !== code) throw new SmtpConnectError(stage, `${stage}: ${oneLine(reply)}`, reply.code);
}

/** RFC 5321 section 4.1.1.1: the first line is the server's name, the others one keyword each. */
export function readFeatures(reply: SmtpReply): ServerFeatures {
  const keywords = new Map<string, string>();
  for (const line of reply.text.split('\n').slice(1)) {
    const [keyword = '', ...parameters] = line.trim().split(/[ =]+/);
    keywords.set(keyword.toUpperCase(), parameters.join(' ').toUpperCase());
  }
  const size = keywords.get('SIZE');
  return {
    pipelining: keywords.has('PIPELINING'),
    eightBitMime: keywords.has('8BITMIME'),
    smtpUtf8: keywords.has('SMTPUTF8'),
    startTls: keywords.has('STARTTLS'),
    size: size !== undefined && /^\d*$/.test(size) ? Number(size) : undefined,
    authMethods: (keywords.get('AUTH') ?? '').split(' ').filter(Boolean),
  };
}
