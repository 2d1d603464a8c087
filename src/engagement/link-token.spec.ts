import { describe, expect, it } from '@jest/globals';
import { parseSecrets } from '../auth/signed-token.js';
import { openLinkToken, signLinkToken } from './link-token.js';

const keys = parseSecrets('a:0123456789abcdef0123456789abcdef');
const changed = parseSecrets('b:fedcba9876543210fedcba9876543210,a:0123456789abcdef0123456789abcdef');

describe('the token of counted links', () => {
  it('names its delivery and no more, in at most 34 characters', () => {
    const token = signLinkToken(keys, 4_711);
    expect(openLinkToken(keys, token)).toBe(4_711);
    expect(signLinkToken(keys, Number.MAX_SAFE_INTEGER).length).toBeLessThanOrEqual(34);
    expect(token).toMatch(/^[\w-]+$/);
  });

  it('opens after a new secret was put in front, and not without its own', () => {
    const token = signLinkToken(keys, 7);
    expect(openLinkToken(changed, token)).toBe(7);
    expect(openLinkToken([changed[0]], token)).toBeNull();
  });

  it('does not open when any character differs', () => {
    const token = signLinkToken(keys, 123_456);
    for (let at = 0; at < token.length; at++) {
      for (const other of ['A', '0', '-', '_', '.', '/', '%']) {
        if (other === token[at]) continue;
        expect(openLinkToken(keys, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
      }
    }
    for (const other of ['', 'x', token + token, `${token}x`, token.slice(1), token.toUpperCase()])
      expect(openLinkToken(keys, other)).toBeNull();
  });
});
