export type ReceiverStage =
  | 'greeting' | 'ehlo' | 'helo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot'
  | 'noop' | 'rset' | 'quit'; // prettier-ignore

export interface ReceiverRule {
  at: ReceiverStage;
  to?: string | RegExp;
  from?: string | RegExp;
  /** The recipient's domain. */
  domain?: string;
  /** How many times the rule applies; always when absent. */
  times?: number;
  /** A whole reply, lines separated by \n or \r\n; sent as it is, so that garbled ones can be tried as well. */
  reply?: string;
  then?: 'close' | 'reset' | 'hang';
  /** At `dot`: the message is recorded although the reply says otherwise or never comes. */
  keep?: boolean;
}

export interface ReceiverOptions {
  port?: number;
  pipelining?: boolean;
  eightBitMime?: boolean;
  smtpUtf8?: boolean;
  size?: number;
  ehlo?: boolean;
  tls?: { key: string; cert: string };
  implicitTls?: boolean;
  auth?: { user: string; pass: string; methods?: readonly ('PLAIN' | 'LOGIN')[] };
  bytesPerSecond?: number;
  replyDelayMs?: number;
  strictPipelining?: boolean;
  /** Answer 354 to DATA even when no recipient was accepted, as RFC 2920 section 3.1 allows. Default false. */
  dataWithoutRecipients?: boolean;
  rules?: readonly ReceiverRule[];
}

export class ReceivedMessage {
  constructor(
    readonly from: string,
    readonly to: readonly string[],
    /** The message as it was meant: dot-unstuffed, CRLF line ends. */
    readonly raw: Buffer,
    /** When the final dot had been read, by this process's clock. */
    readonly at: Date,
    readonly connection: number,
    readonly secure: boolean,
    /** The parameters of MAIL FROM, upper case keys: SIZE, BODY, SMTPUTF8. */
    readonly parameters: ReadonlyMap<string, string>,
  ) {}

  get text(): string {
    return this.raw.toString('utf8');
  }

  get messageId(): string | undefined {
    return this.header('message-id');
  }

  /** The first header field of that name, unfolded. */
  header(name: string): string | undefined {
    const head = this.text.split('\r\n\r\n', 1)[0]!.replace(/\r\n[ \t]+/g, ' ');
    const prefix = `${name.toLowerCase()}:`;
    const line = head.split('\r\n').find((field) => field.toLowerCase().startsWith(prefix));
    return line?.slice(prefix.length).trim();
  }
}

export function fits(rule: ReceiverRule, from: string, to: readonly string[]): boolean {
  if (rule.from !== undefined && !same(rule.from, from)) return false;
  if (rule.to !== undefined && !to.some((address) => same(rule.to!, address))) return false;
  return rule.domain === undefined || to.some((address) => address.endsWith(`@${rule.domain}`));
}

function same(wanted: string | RegExp, value: string): boolean {
  return typeof wanted === 'string' ? wanted === value : wanted.test(value);
}

/** A MAIL or DATA command, and when it had been read, by this process's clock. */
export interface MailCommand {
  verb: 'MAIL' | 'DATA';
  at: Date;
}

/** What a session needs of the receiver it belongs to. */
export interface ReceivingServer {
  readonly options: ReceiverOptions;
  readonly messages: ReceivedMessage[];
  readonly violations: string[];
  readonly commands: string[];
  readonly begun: MailCommand[];
  readonly sessions: Set<unknown>;
  connectionsSecured: number;
  takeRule(at: ReceiverStage, from: string, to: readonly string[]): ReceiverRule | undefined;
  happened(): void;
}

/** The misbehaviours the fault tests speak of. Each is one rule; `to` may be left out to mean everybody. */
export const misbehaviour = {
  busyAtGreeting: (times = 1): ReceiverRule => ({ at: 'greeting', times, reply: '421 4.3.2 too busy', then: 'close' }),
  greylist: (to?: string | RegExp, times = 1): ReceiverRule => ({ at: 'rcpt', ...who(to), times, reply: '450 4.2.0 greylisted' }),
  unknownMailbox: (to?: string | RegExp): ReceiverRule => ({ at: 'rcpt', ...who(to), reply: '550 5.1.1 no such user' }),
  deferredAfterDot: (to?: string | RegExp, times = 1): ReceiverRule => ({ at: 'dot', ...who(to), times, reply: '451 4.3.0 try again' }),
  tooLargeAfterDot: (to?: string | RegExp): ReceiverRule => ({ at: 'dot', ...who(to), reply: '552 5.3.4 too large' }),
  /** Accepted, but the 250 never arrives. */
  replyLost: (to?: string | RegExp, times = Infinity): ReceiverRule => ({ at: 'dot', ...who(to), times, keep: true, then: 'reset' }),
  /** Not accepted, and no reply either. */
  lostAfterDot: (to?: string | RegExp, times = Infinity): ReceiverRule => ({ at: 'dot', ...who(to), times, then: 'reset' }),
  hangAfterDot: (to?: string | RegExp, times = Infinity): ReceiverRule => ({ at: 'dot', ...who(to), times, then: 'hang' }),
  hangInsideData: (to?: string | RegExp, times = Infinity): ReceiverRule => ({ at: 'body', ...who(to), times, then: 'hang' }),
}; // prettier-ignore

function who(to: string | RegExp | undefined): { to?: string | RegExp } {
  return to === undefined ? {} : { to };
}
