import { expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hmacSha256 } from './hmac.js';

it('gives the results of RFC 4231', () => {
  expect(hmacSha256('Jefe', 'what do ya want for nothing?', 'hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
  expect(hmacSha256('\x0b'.repeat(20), 'Hi There', 'hex')).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  );
});

it('gives what the library gives, for keys and texts of any length and alphabet', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 300 });
  fc.assert(
    fc.property(text, text, fc.constantFrom('hex', 'base64url'), (key, value, encoding) => {
      expect(hmacSha256(key, value, encoding)).toBe(createHmac('sha256', key).update(value).digest(encoding));
    }),
  );
});

it('refuses a text for which it has no room', () => {
  expect(() => hmacSha256('secret', 'é'.repeat(1025), 'hex')).toThrow(RangeError);
  expect(hmacSha256('secret', 'é'.repeat(1024), 'hex')).toHaveLength(64);
});
