import type { BounceAction } from '../bounces/policy.js';
import type { BounceLine } from '../bounces/bounces.service.js';
import { categories } from '../bounces/reading/categories.js';
import type { Tone } from '../web/components/badge.js';

/** How an action reads at the desk, with its look: never colour alone. */
export const ACTION_LOOKS: Record<BounceAction, { word: string; icon: string; tone: Tone }> = {
  suppressed: { word: 'Suppressed', icon: 'user-x', tone: 'stop' },
  'suppressed for now': { word: 'Rests for now', icon: 'pause', tone: 'hold' },
  counted: { word: 'Counted', icon: 'plus', tone: 'hold' },
  raised: { word: 'Ours to solve', icon: 'wrench', tone: 'accent' },
  objected: { word: 'Complaint: stopped', icon: 'octagon-x', tone: 'stop' },
  none: { word: 'Noted', icon: 'minus', tone: 'idle' },
};

export const SOURCE_WORDS: Record<string, string> = {
  reply: 'The server’s reply while we were sending',
  smtp: 'A mail to the return path',
  imap: 'A mail in the bounce mailbox',
  ses: 'Amazon SES',
  sendgrid: 'SendGrid',
  mailgun: 'Mailgun',
  postmark: 'Postmark',
};

/** What was done about a bounce, in sentences. */
export function whatWasDone({
  action,
  hard,
  kind,
  category,
}: Pick<BounceLine, 'action' | 'hard' | 'kind' | 'category'>): string {
  const isRetried = categories[category].consequence === 'retry';
  switch (action) {
    case 'suppressed':
      return `${hard ? 'The address is dead. ' : ''}No more mail goes to it, and early access, if there was any, was dropped.`;
    case 'suppressed for now':
      return 'It bounced as often as the rules allow. No mail goes to it for now.';
    case 'counted':
      return 'Nothing yet. It counts: after several different mails, mail to this address rests.';
    case 'raised':
      return isRetried
        ? 'Nothing happened to the journalist: their server has been out of reach for several mails in a row. It stands among the problems to solve.'
        : 'Nothing happened to the journalist: the server objects to us. It stands among the problems to solve.';
    case 'objected':
      return 'They reported our mail as spam. All mail to them stopped at once.';
    case 'none':
      return isRetried && kind === 'bounce'
        ? 'Nothing: it was tried until the end, and once is an outage. If nothing gets through for several mails, it is put among the problems to solve.'
        : 'Nothing. The delivery tries again by itself, or the report was only news.';
  }
}

/** Why something was turned away, for the page of bounces. */
export const REFUSAL_WORDS: Record<string, string> = {
  'forged return path': 'Return paths that we did not make',
  'not our address': 'Mail for other addresses',
  'unknown delivery': 'Reports about mail that we did not send',
  'too late': 'Reports after the window',
  'never sent': 'Reports about mail that was never sent',
  'wrong signature': 'Webhook calls with a wrong signature',
  replayed: 'Webhook calls that were repeated',
  'off in time': 'Webhook calls from another time',
  unreadable: 'Webhook calls that are no messages of the provider',
  'certificate of another host': 'Notifications signed by a certificate from elsewhere',
  'foreign topic': 'Notifications of topics that are not ours',
};
