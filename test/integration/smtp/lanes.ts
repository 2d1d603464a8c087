import { LanePool, type LanePoolSettings } from '../../../src/delivery/smtp/lane-pool.js';
import type { MailSource, OutgoingMail, SmtpOutcome } from '../../../src/delivery/smtp/outgoing-mail.js';
import { parseSmtpServers } from '../../../src/delivery/smtp/smtp-server-url.js';

export type TestMail = Partial<Omit<OutgoingMail, 'settle'>> & { to?: string };

/** A source of mails in a list, which remembers what became of each recipient. */
export class MailList implements MailSource {
  readonly outcomes = new Map<string, SmtpOutcome[]>();
  readonly taken: { to: string; server: string }[] = [];
  private readonly mails: OutgoingMail[] = [];
  private open = 0;
  private done: (() => void) | undefined;

  add(...mails: (TestMail | string)[]): this {
    for (const mail of mails) this.mails.push(this.complete(typeof mail === 'string' ? { to: mail } : mail));
    return this;
  }

  next(server: string): OutgoingMail | undefined {
    const mail = this.mails.shift();
    if (mail) this.taken.push({ to: mail.envelope.to, server });
    return mail;
  }

  get left(): number {
    return this.mails.length;
  }

  /** Resolves when every mail added so far has its outcome. */
  async settled(): Promise<void> {
    if (this.open > 0) await new Promise<void>((resolve) => (this.done = resolve));
  }

  /** The outcome of a recipient's only mail. */
  outcome(to: string): SmtpOutcome {
    const outcomes = this.outcomes.get(to) ?? [];
    if (outcomes.length !== 1) throw new Error(`${to} has ${outcomes.length} outcomes`);
    return outcomes[0]!;
  }

  kinds(): string[] {
    return [...this.outcomes.values()].flat().map(({ kind }) => kind);
  }

  private complete({ to = 'a@x.test', ...rest }: TestMail): OutgoingMail {
    this.open += 1;
    return {
      envelope: { from: 'press@newsroom.test', to },
      domain: to.slice(to.indexOf('@') + 1),
      permit: () => 'go',
      message: () => message(to),
      settle: (outcome) => this.settle(to, outcome),
      ...rest,
    };
  }

  private settle(to: string, outcome: SmtpOutcome): void {
    this.outcomes.set(to, [...(this.outcomes.get(to) ?? []), outcome]);
    this.open -= 1;
    if (this.open === 0) this.done?.();
  }
}

export function message(to: string, text = 'Hello.'): string {
  return `From: press@newsroom.test\r\nTo: ${to}\r\nMessage-ID: <${to}>\r\nSubject: A release\r\n\r\n${text}\r\n`;
}

/** Timeouts short enough for tests that wait for them, long enough for a loaded machine. */
export const SHORT = { mail: 400, rcpt: 400, data: 400, block: 400, body: 400, command: 2000, connect: 2000, greeting: 2000, tls: 2000, quit: 400 }; // prettier-ignore

const open = new Set<LanePool>();

/** A pool for these URLs; closed by `closePools`. */
export function lanePool(
  urls: string,
  source: MailSource,
  settings: Partial<LanePoolSettings> = {},
): LanePool {
  const pool = new LanePool({
    servers: parseSmtpServers(urls),
    source,
    tickMs: 20,
    random: () => 0.5,
    ...settings,
  });
  open.add(pool);
  return pool;
}

export function closePools(): void {
  for (const pool of open) pool.abort('the test is over');
  open.clear();
}

export const addresses = (count: number, domain = 'x.test'): string[] =>
  Array.from({ length: count }, (_, index) => `r${index}@${domain}`);
