import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';

/** More would teach nothing new. */
const CONNECTIONS = 8;
const END_OF_LINE = '\r\n';
const END_OF_BODY = '\r\n.\r\n';

/** An SMTP server in this process, out of reach for other machines, that accepts every mail and keeps none. */
export class PracticeServer {
  private constructor(private readonly listener: Server) {}

  static async start(): Promise<PracticeServer> {
    const listener = createServer({ noDelay: true }, converse).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return new PracticeServer(listener);
  }

  /** As SMTP_URL names it. */
  get url(): string {
    const { port } = this.listener.address() as AddressInfo;
    return `smtp://127.0.0.1:${port}?starttls=never&connections=${CONNECTIONS}&name=practice.invalid`;
  }

  stop(): void {
    this.listener.close();
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
    if (replies) socket.write(replies);
    if (replies.startsWith('221')) socket.end();
  });
}

function replyTo(verb: string): string {
  if (verb === 'EHLO') return '250-practice\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n';
  if (verb === 'DATA') return '354 End data with <CR><LF>.<CR><LF>\r\n';
  return verb === 'QUIT' ? '221 2.0.0 Bye\r\n' : '250 2.1.0 Ok\r\n';
}
