import { categories } from '../bounces/reading/categories.js';
import { classifyReply } from '../bounces/reading/classify-reply.js';
import type { ReasonCount as CountedReply } from '../dispatch/dispatch-views.js';
import type { DispatchProgress } from '../dispatch/progress-views.js';
import type { BadgeState, Tone } from '../web/components/badge.js';
import type { ReasonCount } from '../web/charts/bars-by-reason.js';
import type { DispatchPhase } from './dispatch-phase.js';

export const BADGE_OF_PHASE: Record<DispatchPhase, BadgeState> = {
  waiting: 'armed',
  sending: 'sending',
  paused: 'paused',
  held: 'held',
  void: 'held',
  stopped: 'stopped',
  finished: 'sent',
};

export const TIER_WORDS: Record<string, string> = { early: 'Early access', general: 'Everyone' };

/** Whom the mails of a kind go to, and what they are called. */
export const KIND_WORDS: Record<string, string> = {
  original: 'Release',
  correction: 'Correction',
  update: 'Update',
  hold: 'Hold',
  kill: 'Kill notice',
};

/** Why a person is asked, and the question. Only facts that the page knows. */
export function heldQuestion(
  progress: DispatchProgress,
  timeText: (at: Date) => string,
): { title: string; text: string } {
  if (progress.heldReason === 'restored')
    return {
      title: 'This database looks like a copy. Is it the one that sends?',
      text:
        'It was restored or moved since it last sent. If another Dateline still runs on the original, both would send. ' +
        'Send from here only if this is now the only one.',
    };
  const due = progress.tiers.find((tier) => !tier.startedAt && tier.opensAt <= progress.now);
  const at = due?.opensAt ?? progress.liftAt;
  return {
    title: `It was due at ${timeText(at)} and did not start. Send it now?`,
    text:
      `That was ${minutesText(progress.now.getTime() - at.getTime())} ago. Nobody has been sent anything since. ` +
      'If the news still holds, send it now; if not, stop it.',
  };
}

function minutesText(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return `${Math.round(minutes / 60)} hours`;
}

/** What a server's reply, or a rule of ours, means in plain words. */
export function reasonInWords(state: string, code: number | null, text: string | null): string {
  if (state === 'suppressed') return SUPPRESSED[text ?? ''] ?? 'May not be mailed';
  if (state === 'in_doubt') return doubtInWords(text);
  if (code === null) return text || 'No answer';
  const { category } = classifyReply({ code, text: text ?? '' });
  return category === 'unknown' ? 'No reason that we understand' : trimmed(categories[category].means);
}

function doubtInWords(text: string | null): string {
  if (text?.includes('died')) return 'A worker died while it was transmitting';
  return 'The connection broke after the text, before the answer';
}

const SUPPRESSED: Record<string, string> = {
  'paused by the journalist': 'The journalist paused their mails',
  suppressed: 'On the suppression list',
  'left the topics': 'Left the topics after the freeze',
  erased: 'Was erased',
};

function trimmed(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** Replies of one state, put together by what they mean; the most frequent first. */
export function reasonsInWords(
  replies: readonly CountedReply[],
  state: string,
  hrefOf?: (words: string) => string,
): ReasonCount[] {
  const byReason = new Map<string, { count: number; example: CountedReply }>();
  for (const reply of replies.filter((each) => each.state === state)) {
    const words = reasonInWords(state, reply.code, reply.text);
    const known = byReason.get(words);
    byReason.set(words, {
      count: (known?.count ?? 0) + reply.count,
      example: known?.example ?? reply,
    });
  }
  return [...byReason]
    .map(([reason, { count, example }]) => ({
      reason,
      count,
      ...(state === 'suppressed' ? {} : { detail: quotedReply(example) }),
      ...(hrefOf ? { href: hrefOf(reason) } : {}),
    }))
    .sort((a, b) => b.count - a.count);
}

function quotedReply({ code, text, domain }: CountedReply): string {
  const said = [code, text].filter(Boolean).join(' ');
  const short = said.length > 120 ? `${said.slice(0, 119)}…` : said;
  return code === null ? short : `${domain}: ${short}`;
}

export const REASON_STATES: { state: string; title: string; tone: Tone }[] = [
  { state: 'refused', title: 'Refused, by reason', tone: 'stop' },
  { state: 'deferred', title: 'Deferred, by reason', tone: 'hold' },
  { state: 'in_doubt', title: 'In doubt, by reason', tone: 'accent' },
  { state: 'suppressed', title: 'Suppressed, by reason', tone: 'idle' },
];
