/** How long each stage may take, in milliseconds. */
export interface SmtpTimeouts {
  /** TCP connection (and a proxy's answer). */
  readonly connect: number;
  readonly greeting: number;
  readonly tls: number;
  /** EHLO, AUTH, NOOP, RSET. */
  readonly command: number;
  readonly mail: number;
  readonly rcpt: number;
  readonly data: number;
  /** For each 64 KB of a body to be taken by the kernel. */
  readonly block: number;
  /** From the final dot to its reply. */
  readonly body: number;
  readonly quit: number;
  /** An idle connection is kept alive by a NOOP this often … */
  readonly keepAlive: number;
  /** … and given up after being idle so long. */
  readonly idle: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** RFC 5321 section 4.5.3.2 where it names a value. */
export const RFC_5321_TIMEOUTS: SmtpTimeouts = {
  connect: 30 * SECOND,
  greeting: 5 * MINUTE,
  tls: 30 * SECOND,
  command: 5 * MINUTE,
  mail: 5 * MINUTE,
  rcpt: 5 * MINUTE,
  data: 2 * MINUTE,
  block: 3 * MINUTE,
  body: 10 * MINUTE,
  quit: 5 * SECOND,
  keepAlive: 30 * SECOND,
  idle: 10 * MINUTE,
};

/** Those of the RFC, none longer than the given seconds. A short one turns slow servers into mails in doubt. */
export function timeoutsWithin(seconds: number | undefined): SmtpTimeouts {
  const most = (seconds ?? Infinity) * SECOND;
  const { keepAlive, idle, ...stages } = RFC_5321_TIMEOUTS;
  const capped = Object.entries(stages).map(([stage, ms]) => [stage, Math.min(ms, most)]);
  return { ...(Object.fromEntries(capped) as Omit<SmtpTimeouts, 'keepAlive' | 'idle'>), keepAlive, idle };
}
