import { createHash } from 'node:crypto';

/** What a journalist agrees to before they see an embargoed release. `lift` is the embargo as it is shown to them. */
export function earlyTerms(organisation: string, lift: string): string[] {
  return [
    `${organisation} gives you this release before its embargo lifts. ${lift}`,
    'Until then you do not publish, broadcast or post it or any part of it, and you do not pass it on to anybody ' +
      'outside your newsroom who has not agreed to these terms.',
    'You may ask others for comment only if they agree to the same embargo.',
    'If the embargo is broken elsewhere, you wait until we tell you that it has lifted.',
    'We keep when you agreed, and when you opened the release and its files.',
  ];
}

/** sha256 of the terms as they were shown; kept with the answer. */
export function termsHash(terms: string[]): Buffer {
  return createHash('sha256').update(terms.join('\n')).digest();
}
