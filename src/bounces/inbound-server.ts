import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';

export interface InboundMail {
  /** Where it came to; one that `accepts` answered true for. */
  rcpt: string;
  /** The envelope sender; empty for a mail that must not be answered. */
  sender: string;
  raw: Buffer;
}

export interface InboundServerOptions {
  host: string;
  /** 0: any free one. */
  port: number;
  /** Whether this recipient is one of our addresses. All others are refused: nothing is relayed. */
  accepts: (recipient: string) => boolean;
  /** The mail is acknowledged only after this resolved; `451` when it rejects, or what the rejection of `refusal` says. */
  keep: (mail: InboundMail) => Promise<void>;
  /** Offers STARTTLS (RFC 3207) with this key and certificate chain, PEM. */
  tls?: { key: Buffer; cert: Buffer } | undefined;
  limits?: Partial<InboundLimits>;
}

export interface InboundLimits {
  /** Bytes of one mail. */
  size: number;
  clients: number;
  clientsPerAddress: number;
  /** A bounce goes to one return path; a list of them is a probe. */
  recipients: number;
  /** ms without a byte. */
  idle: number;
  /** ms of a whole session, however busy: a client that drips bytes is cut off too. */
  session: number;
  /** Recipients of one session that are not ours, before it is ended. */
  strangers: number;
}

export const inboundLimits: InboundLimits = {
  size: 5 * 1024 * 1024,
  clients: 200,
  clientsPerAddress: 20,
  recipients: 10,
  idle: 60_000,
  session: 300_000,
  strangers: 20,
};

export interface InboundServer {
  port: number;
  close(): Promise<void>;
}

/**
 * Takes bounces, and only those: mail to addresses that we made, of a limited size, without relaying or log-in. Only
 * CRLF.CRLF ends a mail (RFC 5321 section 4.1.1.4), so none can be smuggled inside another.
 */
export async function startInboundServer(options: InboundServerOptions): Promise<InboundServer> {
  const limits = { ...inboundLimits, ...options.limits };
  const server = new SMTPServer({ ...settings(limits, options.tls), ...handlers(options, limits) });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => endAfter(socket, limits.session));
  server.listen(options.port, options.host);
  await Promise.race([once(server.server, 'listening'), failure(server.server)]);
  const { port } = server.server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function settings(limits: InboundLimits, tls: InboundServerOptions['tls']): SMTPServerOptions {
  return {
    disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    ...tls,
    disableReverseLookup: true,
    logger: false,
    size: limits.size,
    maxClients: limits.clients,
    maxRecipients: limits.recipients,
    socketTimeout: limits.idle,
    closeTimeout: 2_000,
  };
}

function handlers(options: InboundServerOptions, limits: InboundLimits): SMTPServerOptions {
  const clients = new ClientCount(limits.clientsPerAddress);
  const strangers = new Map<string, number>();
  return {
    onConnect: (session, callback) =>
      callback(clients.enter(session) ? null : refusal(421, '4.7.0 Too many connections from your address')),
    onClose: (session) => {
      clients.leave(session);
      strangers.delete(session.id);
    },
    onRcptTo(address, { id }, callback) {
      if (options.accepts(address.address)) return callback();
      const count = (strangers.get(id) ?? 0) + 1;
      strangers.set(id, count);
      return callback(
        count < limits.strangers ? NOT_HERE : refusal(421, '4.7.0 Too many unknown recipients'),
      );
    },
    onData(stream, session, callback) {
      receive(stream, session, options, limits.size).then(
        () => callback(),
        (error: Error) => callback('responseCode' in error ? error : refusal(451, '4.3.0 Please try again')),
      );
    },
  };
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  options: InboundServerOptions,
  largest: number,
) {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += (piece as Buffer).length;
    if (size <= largest) pieces.push(piece as Buffer);
  }
  if (size > largest) throw refusal(552, '5.3.4 Message too large');
  const raw = Buffer.concat(pieces);
  const { mailFrom, rcptTo } = session.envelope;
  const sender = mailFrom ? mailFrom.address : '';
  for (const { address } of rcptTo) await options.keep({ rcpt: address, sender, raw });
}

/** Connections by address: one client cannot take the places of all others. */
class ClientCount {
  private readonly counts = new Map<string, number>();
  private readonly entered = new Set<string>();

  constructor(private readonly most: number) {}

  enter({ id, remoteAddress }: SMTPServerSession): boolean {
    const count = this.counts.get(remoteAddress) ?? 0;
    if (count >= this.most) return false;
    this.counts.set(remoteAddress, count + 1);
    this.entered.add(id);
    return true;
  }

  leave({ id, remoteAddress }: SMTPServerSession): void {
    if (!this.entered.delete(id)) return;
    const count = (this.counts.get(remoteAddress) ?? 1) - 1;
    if (count > 0) this.counts.set(remoteAddress, count);
    else this.counts.delete(remoteAddress);
  }
}

function endAfter(socket: Socket, ms: number): void {
  const timer = setTimeout(() => socket.destroy(), ms).unref();
  socket.once('close', () => clearTimeout(timer));
}

const NOT_HERE = refusal(550, '5.1.1 No such recipient here');

/** An error that is answered to the client. @param text begins with the enhanced code (RFC 3463) */
export function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

async function failure(server: NodeJS.EventEmitter): Promise<never> {
  const [error] = (await once(server, 'error')) as [Error];
  throw error;
}
