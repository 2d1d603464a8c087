import type { BounceAction, BouncePolicy } from './policy.js';
import { categories, type BounceCategory } from './reading/categories.js';

/** What is known about mail to one person. */
export interface MailHistory {
  bounces: readonly {
    at: Date;
    category: BounceCategory;
    kind: string;
    action: BounceAction;
    undone: boolean;
  }[];
  /** A delivery that is still being tried. */
  trying: { since: Date; until: Date; category: BounceCategory } | null;
  suppression: { reason: string; since: Date; until: Date | null } | null;
  /** When a server last took a mail of which nothing came back. */
  lastArrival: Date | null;
}

export interface HistoryInWords {
  /** ok: mail arrives; hold: something is wrong for now; stop: no mail goes there. */
  tone: 'ok' | 'hold' | 'stop';
  sentence: string;
}

/** How an instant is said: `day` as "Tuesday" or "24 December 2026". */
export type DayWords = (at: Date) => string;

const SUPPRESSED: Record<string, string> = {
  unsubscribed: 'They left the list',
  objection: 'They objected',
  complaint: 'They reported our mail as spam',
  erased: 'They asked to be erased',
  desk: 'The desk closed this address',
  hard_bounce: 'The address does not exist any more',
  soft_bounces: 'Several releases in a row did not arrive',
};

/** One sentence for the press officer: how mail to this person fares now. */
export function mailInWords(
  history: MailHistory,
  policy: BouncePolicy,
  now: Date,
  day: DayWords,
): HistoryInWords {
  const { suppression, trying } = history;
  if (suppression) return { tone: 'stop', sentence: suppressed(suppression, history, day) };
  if (trying) {
    const sentence = `${shortly(trying.category)} since ${day(trying.since)}; we try again until ${day(trying.until)}.`;
    return { tone: 'hold', sentence };
  }
  return (
    counted(history, policy, now, day) ??
    notTheirFault(history, day) ?? {
      tone: 'ok',
      sentence: 'Mail to this address arrives, as far as servers tell.',
    }
  );
}

function suppressed(
  { reason, since, until }: NonNullable<MailHistory['suppression']>,
  { bounces }: MailHistory,
  day: DayWords,
): string {
  const last = bounces.find(({ action, undone }) => !undone && action.startsWith('suppressed'));
  const because =
    last && reason.endsWith('bounces') ? ` (last: ${shortly(last.category).toLowerCase()})` : '';
  const end = until ? ` until ${day(until)}` : '';
  return `No mail since ${day(since)}${end}: ${lowerFirst(SUPPRESSED[reason] ?? reason)}${because}.`;
}

function counted(
  { bounces }: MailHistory,
  policy: BouncePolicy,
  now: Date,
  day: DayWords,
): HistoryInWords | null {
  const from = now.getTime() - policy.softDays * 86_400_000;
  const standing = bounces.filter(
    (one) => one.action === 'counted' && !one.undone && one.at.getTime() > from,
  );
  const [latest] = standing;
  if (!latest) return null;
  const first = standing.at(-1) ?? latest;
  const left = policy.softLimit - standing.length;
  const more = left <= 1 ? 'with the next one' : `with ${left} more`;
  const sentence = `${shortly(latest.category)} since ${day(first.at)}, ${times(standing.length)}; ${more} within ${policy.softDays} days mail rests for ${policy.suppressDays} days.`;
  return { tone: 'hold', sentence };
}

/** The last mail did not arrive, and for a reason that says nothing of the address. */
function notTheirFault({ bounces, lastArrival }: MailHistory, day: DayWords): HistoryInWords | null {
  const since = bounces.filter(
    (one) => one.kind === 'bounce' && !one.undone && (lastArrival === null || one.at > lastArrival),
  );
  const [latest] = since;
  if (!latest) return null;
  const { consequence } = categories[latest.category];
  if (consequence === 'admin')
    return {
      tone: 'hold',
      sentence: `The last mail was refused because of us, ${day(latest.at)}: ${lowerFirst(shortly(latest.category))}. The address is not in question.`,
    };
  if (consequence !== 'retry') return null;
  const lost = since.filter(({ category }) => categories[category].consequence === 'retry');
  const first = lost.at(-1) ?? latest;
  const told = latest.action === 'raised' ? ' It stands among the problems to solve.' : '';
  return {
    tone: 'hold',
    sentence: `${shortly(latest.category)} since ${day(first.at)}: ${mails(lost.length)} did not get through although we tried until the end.${told}`,
  };
}

const SHORT: Record<BounceCategory, string> = {
  'mailbox-full': 'Mailbox full',
  suspended: 'Account closed for now',
  greylisted: 'Asked to come back later',
  'rate-limited': 'Slowed down by their server',
  network: 'Server out of reach',
  system: 'Trouble at their server',
  filtered: 'Filtered away',
  'unknown-address': 'Unknown address',
  'unconfirmed-address': 'Perhaps an unknown address',
  'domain-gone': 'Domain gone',
  'domain-without-mail': 'Domain takes no mail',
  moved: 'Has left or moved',
  policy: 'Against their policy',
  reputation: 'Our reputation',
  authentication: 'We are not authenticated',
  sender: 'Our sender address is refused',
  relay: 'Wrong server for the domain',
  content: 'Taken for harmful',
  size: 'Too large',
  protocol: 'Servers do not understand each other',
  loop: 'Went in circles',
  expired: 'Not delivered in time',
  unknown: 'No reason that we understand',
  delivered: 'Arrived',
};

/** A reason in a few words; `categories` has the whole sentence. */
export function shortly(category: BounceCategory): string {
  return SHORT[category];
}

function mails(count: number): string {
  return count === 1 ? 'one mail' : `${count} mails`;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** "Tuesday" within a week of now, else "24 December 2026"; in the newsroom's zone. */
export function dayWords(now: Date, zone: string): DayWords {
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: zone });
  const date = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: zone,
  });
  return (at) => (Math.abs(at.getTime() - now.getTime()) < 6 * 86_400_000 ? weekday : date).format(at);
}
