/** A message in wire form that is put together where it is written, so that no whole copy of it lies in memory. */
export interface WireText {
  /** Octets of the whole. */
  readonly size: number;
  /** Writes it from the start of `space` on, which has room for it; returns where it ends. */
  writeTo(space: Buffer): number;
}

export type MessageText = string | Buffer | WireText;

/** One mail to one recipient, as the lanes pull it from their source. */
export interface OutgoingMail {
  /** RFC 5321 reverse-path ('' is the null reverse-path) and the one recipient; bare addresses, no brackets. */
  readonly envelope: { readonly from: string; readonly to: string };
  /** The recipient's domain, lower case. The lanes only carry it: limits per domain belong to the source. */
  readonly domain: string;
  /**
   * What `message()` returns. `crlf` (default): any RFC 5322 message; the lane repairs bare CR and LF and stuffs
   * dots. `wire`: a latin1-safe ASCII string, a Buffer or a WireText with only CRLF line ends, dot-stuffed already,
   * without the final dot; sent as it is (the cheap path for templates that are quoted-printable throughout). A
   * WireText is always in wire form and ends with CRLF.
   */
  readonly form?: 'crlf' | 'wire';
  /** `8bit` asks for BODY=8BITMIME (RFC 6152) and is unsendable where the server does not offer it. Default `7bit`. */
  readonly content?: '7bit' | '8bit';
  /** Octets of the message, when known: given to a server that offers SIZE (RFC 1870). */
  readonly size?: number;
  /**
   * The last gate. Called once, after the server answered 354 and with the message in hand, right before the body
   * would be written. `go` must only be answered once `transmitting` is committed. On `drop` no byte of the body is
   * sent; the connection is closed, because a 354 cannot be taken back. A rejection counts as `drop` with `unsent`.
   */
  permit(): 'go' | 'drop' | Promise<'go' | 'drop'>;
  /** Called at most once, when the envelope goes out, so that signing overlaps the round trip. */
  message(): MessageText | Promise<MessageText>;
  /** Called exactly once. A rejection is reported to the pool's listener and otherwise ignored. */
  settle(outcome: SmtpOutcome): void | Promise<void>;
}

export type SmtpStage = 'mail' | 'rcpt' | 'data' | 'body';

/** What became of one mail. Only a reply code of the server is definite about acceptance. */
export type SmtpOutcome =
  | { kind: 'accepted'; code: number; text: string; server: string }
  /** A 4xx (deferred) or 5xx (refused) reply, and to which command it was the answer. */
  | {
      kind: 'deferred' | 'refused';
      code: number;
      enhanced?: string;
      text: string;
      stage: SmtpStage;
      server: string;
    }
  /** Definitely not delivered: the final dot was never handed to the kernel. Safe to try again at once. */
  | { kind: 'unsent'; reason: string }
  /** Definitely not delivered, and not by trying this server again: bad address, no SMTPUTF8, over SIZE. */
  | { kind: 'unsendable'; reason: string }
  /** The final dot was handed to the kernel and no reply to it came. It may or may not have been accepted. */
  | { kind: 'in_doubt'; reason: string; server: string }
  /** `permit()` answered `drop`: no byte of the body was sent. */
  | { kind: 'dropped' };

/** Where the lanes take their mails from. */
export interface MailSource {
  /**
   * The next mail for this server, or `undefined` when there is none now (call `LanePool.poke()` when there is).
   * Called by every free lane, only when its connection is ready, so a server that is down takes no mail. Answer
   * synchronously where possible: only then does the next envelope travel in the same packet as this final dot.
   */
  next(server: string): OutgoingMail | undefined | Promise<OutgoingMail | undefined>;
}

/** Whether an answer is still to come. By its shape, since a promise may stem from another realm. */
export function isComing<T>(answer: T | Promise<T>): answer is Promise<T> {
  return typeof (answer as { then?: unknown } | undefined)?.then === 'function';
}
