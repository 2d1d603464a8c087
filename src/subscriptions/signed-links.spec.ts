import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSecrets } from '../auth/signed-token.js';
import {
  addressChangeUrl,
  confirmUrl,
  openAddressChange,
  openConfirm,
  openPersonalData,
  openPreferences,
  openUnsubscribe,
  personalDataUrl,
  preferencesUrl,
  unsubscribeUrl,
} from './signed-links.js';

const env = { PUBLIC_URL: 'https://newsroom.example' };
const keys = parseSecrets(
  'k2:a secret of more than thirty-two letters,k1:another secret of more than 32 letters',
);
const tokenOf = (url: string) => url.split('/').pop()!;
const now = new Date('2026-11-23T12:00:00Z');

describe('a journalist’s link', () => {
  const unsubscribe = tokenOf(unsubscribeUrl(env, keys, 12, 345));

  it('says who and, if given, in which mail', () => {
    expect(openUnsubscribe(keys, unsubscribe)).toEqual({ contactId: 12, deliveryId: 345 });
    expect(openPreferences(keys, tokenOf(preferencesUrl(env, keys, 12)))).toEqual({
      contactId: 12,
      deliveryId: null,
    });
    expect(openConfirm(keys, tokenOf(confirmUrl(env, keys, 7)))).toBe(7);
    expect(openAddressChange(keys, tokenOf(addressChangeUrl(env, keys, 7, 'new')))).toEqual({
      changeId: 7,
      side: 'new',
    });
  });

  it('opens for its own purpose only', () => {
    for (const open of [openPreferences, openConfirm, openAddressChange])
      expect(open(keys, unsubscribe)).toBeNull();
    expect(openPersonalData(keys, unsubscribe, now)).toBeNull();
  });

  it('still opens after the secret was changed, as long as the old one is known', () => {
    const old = tokenOf(unsubscribeUrl(env, [keys[1]!], 12));
    expect(openUnsubscribe(keys, old)).toEqual({ contactId: 12, deliveryId: null });
    expect(openUnsubscribe([keys[0]], old)).toBeNull();
  });

  it('does not open with a single character changed', () => {
    const alphabet = [...'ABab01-_.'];
    fc.assert(
      fc.property(fc.nat(unsubscribe.length - 1), fc.constantFrom(...alphabet), (at, letter) => {
        const altered = unsubscribe.slice(0, at) + letter + unsubscribe.slice(at + 1);
        if (altered !== unsubscribe) expect(openUnsubscribe(keys, altered)).toBeNull();
      }),
    );
  });

  it('to personal data ends at its time', () => {
    const token = tokenOf(personalDataUrl(env, keys, 12, 'erase', now.getTime() / 1000));
    expect(openPersonalData(keys, token, now)).toEqual({ contactId: 12, action: 'erase' });
    expect(openPersonalData(keys, token, new Date(now.getTime() + 1))).toBeNull();
  });
});
