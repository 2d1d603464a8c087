/**
 * A real SMTP server on 127.0.0.1 for tests. It keeps every message it accepts and misbehaves on demand.
 *
 *   const receiver = await SmtpReceiver.start();                 // a free port; or start({ port, rules, … })
 *   receiver.url                                                  // 'smtp://127.0.0.1:PORT'
 *   await receiver.waitForMessages(3);                            // resolves when 3 are kept; rejects after 20 s
 *   await receiver.waitFor(() => receiver.connectionsOpened > 1); // any condition, looked at after every event
 *   receiver.messages[0].to / .from / .text / .raw / .messageId / .header('subject') / .at
 *   receiver.rule({ at: 'rcpt', to: 'a@x.test', times: 1, reply: '450 4.2.0 try later' });
 *   await receiver.stop();                                        // closes port and connections, keeps messages
 *   await receiver.reopen();                                      // listens on the same port again
 *
 * A rule says where (`at`), for whom (`to`, `from`, `domain`; texts equal or RegExp), how often (`times`, default
 * always) and what happens: `reply` instead of the usual one (then, with `then`, close | reset | hang), or only
 * `then`. The first rule that fits wins. Stages:
 *   greeting ehlo helo starttls auth noop rset quit   the command (greeting: the connection itself)
 *   mail rcpt data                                    the envelope; `data` answers instead of 354
 *   body     when the first bytes of the body arrive (only `then`; `hang` stops reading: the sender's buffers fill)
 *   dot      when the final dot arrived. With `keep: true` the message is kept (recorded as accepted) although the
 *            reply is lost: `{ at: 'dot', keep: true, then: 'reset' }` is "accepted, but the 250 never came".
 * Ready-made: misbehaviour.greylist(to), .replyLost(to), … in smtp-receiver-rules.ts, exported here too.
 *
 * Options: `pipelining`, `eightBitMime`, `smtpUtf8` (default true; false leaves the keyword out), `size`,
 * `ehlo: false` (knows only HELO), `tls: { key, cert }` offers STARTTLS, with `implicitTls: true` from the first
 * byte; `auth: { user, pass, methods }` requires AUTH; `bytesPerSecond` reads bodies slowly; `replyDelayMs` answers
 * late; `strictPipelining` records in `violations` a sender that talks ahead of a reply it must wait for.
 * Lines ending in a bare CR or LF are not line ends here; any in a body is noted in `violations`.
 */
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import {
  type MailCommand,
  type ReceivedMessage,
  type ReceiverOptions,
  type ReceiverRule,
  type ReceiverStage,
  fits,
} from './smtp-receiver-rules.js';
import { ReceiverSession } from './smtp-receiver-session.js';

export { ReceivedMessage, misbehaviour } from './smtp-receiver-rules.js';
export type { ReceiverOptions, ReceiverRule, ReceiverStage } from './smtp-receiver-rules.js';

export class SmtpReceiver {
  readonly messages: ReceivedMessage[] = [];
  /** What a sender did that no sender should do. */
  readonly violations: string[] = [];
  /** Every command line in order, over all connections ("3 RCPT TO:<…>"), bodies left out. */
  readonly commands: string[] = [];
  /** Each command that begins a mail or its text. */
  readonly begun: MailCommand[] = [];
  connectionsOpened = 0;
  /** How long `waitFor` waits. */
  patienceMs = 20_000;
  connectionsSecured = 0;
  readonly sessions = new Set<ReceiverSession>();
  private readonly rules: { rule: ReceiverRule; left: number }[] = [];
  private readonly waiters = new Set<() => void>();
  private server: Server | undefined;
  private boundPort = 0;

  private constructor(readonly options: ReceiverOptions) {
    for (const rule of options.rules ?? []) this.rule(rule);
  }

  static async start(options: ReceiverOptions = {}): Promise<SmtpReceiver> {
    const receiver = new SmtpReceiver(options);
    await receiver.listen(options.port ?? 0);
    return receiver;
  }

  get port(): number {
    return this.boundPort;
  }

  get url(): string {
    return `${this.options.implicitTls ? 'smtps' : 'smtp'}://127.0.0.1:${this.boundPort}`;
  }

  get connectionsOpen(): number {
    return this.sessions.size;
  }

  /** Adds a rule; returns a function that removes it. */
  rule(rule: ReceiverRule): () => void {
    const entry = { rule, left: rule.times ?? Infinity };
    this.rules.push(entry);
    return () => void this.rules.splice(this.rules.indexOf(entry), 1);
  }

  clearRules(): void {
    this.rules.length = 0;
  }

  /** Every message that names this recipient. */
  messagesTo(address: string): ReceivedMessage[] {
    return this.messages.filter((message) => message.to.includes(address));
  }

  async waitForMessages(count: number): Promise<ReceivedMessage[]> {
    await this.waitFor(() => this.messages.length >= count, `${count} messages`);
    return this.messages;
  }

  /** Resolves as soon as `condition` holds; it is looked at now and after each thing that happens here. */
  waitFor(condition: () => boolean, what = 'the condition'): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition()) return;
        this.waiters.delete(look);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiters.delete(look);
        const seen = `${this.messages.length} messages, ${this.connectionsOpened} connections`;
        reject(
          new Error(`waited in vain for ${what}; saw ${seen}; last: ${this.commands.slice(-5).join(' | ')}`),
        );
      }, this.patienceMs);
      this.waiters.add(look);
      look();
    });
  }

  /** Closes the port and cuts every connection. What was received stays. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    for (const session of [...this.sessions]) session.reset();
    if (!server) return;
    server.close();
    await once(server, 'close');
  }

  /** Listens on the same port again. */
  async reopen(): Promise<void> {
    await this.listen(this.boundPort);
  }

  /** Cuts every open connection, the port stays open. */
  dropConnections(): void {
    for (const session of [...this.sessions]) session.reset();
  }

  /** Used by the sessions: the rule that applies now, counted. */
  takeRule(at: ReceiverStage, from: string, to: readonly string[]): ReceiverRule | undefined {
    const entry = this.rules.find(({ rule, left }) => left > 0 && rule.at === at && fits(rule, from, to));
    if (entry) entry.left -= 1;
    return entry?.rule;
  }

  /** Used by the sessions: something happened, look at all conditions. */
  happened(): void {
    for (const look of [...this.waiters]) look();
  }

  private async listen(port: number): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.accept(socket));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.server = server;
    this.boundPort = (server.address() as AddressInfo).port;
  }

  private accept(socket: Socket): void {
    this.connectionsOpened += 1;
    const session = new ReceiverSession(this, socket, this.connectionsOpened);
    this.sessions.add(session);
    session.begin();
    this.happened();
  }
}
