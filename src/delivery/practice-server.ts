import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';

/** More would teach nothing new. */
const CONNECTIONS = 8;
const END_OF_LINE = '\r\n';
const END_OF_BODY = '\r\n.\r\n';

/** Octets; no command of ours is longer, and others of this machine may connect too. */
const LONGEST_LINE = 4_096;

/** An SMTP server in this process, out of reach for other machines, that accepts every mail and keeps none. */
export class PracticeServer {
  private readonly sockets = new Set<Socket>();
  private readonly listener = createServer({ noDelay: true }, (socket) => {
    this.sockets.add(socket);
    converse(socket);
  });

  private constructor() {}

  static async start(): Promise<PracticeServer> {
    const server = new PracticeServer();
    await once(server.listener.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  /** As SMTP_URL names it. */
  get url(): string {
    const { port } = this.listener.address() as AddressInfo;
    return `smtp://127.0.0.1:${port}?starttls=never&connections=${CONNECTIONS}&name=practice.invalid`;
  }

  /** Cuts whoever is still connected. */
  stop(): void {
    this.listener.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

function converse(socket: Socket): void {
  let rest = '';
  let isBody = false;
  socket.on('error', () => undefined);
  socket.write('220 practice\r\n');
  socket.on('data', (octets) => {
    let text = rest + octets.toString('latin1');
    let replies = '';
    for (;;) {
      const mark = isBody ? END_OF_BODY : END_OF_LINE;
      const end = text.indexOf(mark);
      if (end < 0) break;
      const reply = isBody ? '250 2.0.0 Ok: queued as practice\r\n' : replyTo(text.slice(0, 4));
      isBody = reply.startsWith('354');
      replies += reply;
      text = text.slice(end + mark.length);
    }
    rest = isBody ? text.slice(1 - END_OF_BODY.length) : text;
    if (rest.length > LONGEST_LINE) socket.destroy();
    else if (replies) socket.write(replies);
    if (replies.startsWith('221')) socket.end();
  });
}

function replyTo(verb: string): string {
  if (verb === 'EHLO') return '250-practice\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n';
  if (verb === 'DATA') return '354 End data with <CR><LF>.<CR><LF>\r\n';
  return verb === 'QUIT' ? '221 2.0.0 Bye\r\n' : '250 2.1.0 Ok\r\n';
}
