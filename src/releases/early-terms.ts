import { createHash } from 'node:crypto';
import type { Translate } from '../subscriptions/journalist-words.js';

/**
 * What a journalist agrees to before they see an embargoed release, in their language. `lift` is the embargo as it is
 * shown to them.
 */
export function earlyTerms(t: Translate, organisation: string, lift: string): string[] {
  return [
    t('early.term1', { organisation, lift }),
    t('early.term2'),
    t('early.term3'),
    t('early.term4'),
    t('early.term5'),
  ];
}

/** sha256 of the terms as they were shown; kept with the answer. */
export function termsHash(terms: string[]): Buffer {
  return createHash('sha256').update(terms.join('\n')).digest();
}
