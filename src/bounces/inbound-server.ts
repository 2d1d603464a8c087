import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

export interface InboundMail {
  /** The return path it came to; one that `accepts` answered true for. */
  rcpt: string;
  raw: Buffer;
}

export interface InboundServerOptions {
  host: string;
  /** 0: any free one. */
  port: number;
  /** Whether this recipient is one of our return paths. All others are refused: nothing is relayed. */
  accepts: (recipient: string) => boolean;
  /** The mail is acknowledged only after this resolved. */
  keep: (mail: InboundMail) => Promise<void>;
}

export interface InboundServer {
  port: number;
  close(): Promise<void>;
}

const LARGEST_MAIL = 5 * 1024 * 1024;
const MOST_CLIENTS = 200;
const SOCKET_TIMEOUT = 60_000;

/** Takes bounces, and only those: mail to a return path that we made, a limited size, no relaying, no log-in. */
export async function startInboundServer(options: InboundServerOptions): Promise<InboundServer> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: LARGEST_MAIL,
    maxClients: MOST_CLIENTS,
    socketTimeout: SOCKET_TIMEOUT,
    closeTimeout: 2_000,
    onRcptTo(address, _session, callback) {
      callback(options.accepts(address.address) ? null : refusal(550, '5.1.1 No such recipient here'));
    },
    onData(stream, session, callback) {
      receive(stream, session, options).then(
        () => callback(),
        (error: Error) => callback('responseCode' in error ? error : refusal(451, '4.3.0 Please try again')),
      );
    },
  });
  server.on('error', () => undefined);
  server.listen(options.port, options.host);
  await Promise.race([once(server.server, 'listening'), failure(server.server)]);
  const { port } = server.server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  options: InboundServerOptions,
) {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += (piece as Buffer).length;
    if (size <= LARGEST_MAIL) pieces.push(piece as Buffer);
  }
  if (size > LARGEST_MAIL) throw refusal(552, '5.3.4 Message too large');
  const raw = Buffer.concat(pieces);
  for (const { address } of session.envelope.rcptTo) await options.keep({ rcpt: address, raw });
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

async function failure(server: NodeJS.EventEmitter): Promise<never> {
  const [error] = (await once(server, 'error')) as [Error];
  throw error;
}
