import type { BouncedMailKind } from '../bounces/bounce-query.js';

export const MAIL_WORDS: Record<BouncedMailKind, string> = {
  release: 'Release',
  digest: 'Digest',
  notice: 'Notice of where we have the address from',
  letter: 'Letter',
};

/** What a letter was, by its purpose. */
const LETTER_WORDS: Record<string, string> = {
  'early-access-offer': 'Offer of early access',
  'early-access-code': 'Code for early access',
  'embargo-lifted': 'Notice that the embargo was lifted early',
  'trust-decision': 'Decision about early access',
  'journalist-address': 'Change of address',
  'journalist-download': 'Download of their data',
  'journalist-erase': 'Erasure of their data',
};

/** What came back, for a line: the release's headline, or what the single mail was. */
export function mailName(row: {
  mail: BouncedMailKind;
  purpose: string | null;
  headline: string | null;
}): string {
  if (row.mail === 'release') return row.headline ?? 'A release';
  return LETTER_WORDS[row.purpose ?? ''] ?? MAIL_WORDS[row.mail];
}
