import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SigningKeys } from '../auth/signed-token.js';
import { messageId, openReturnPath, returnPath } from './return-path.js';

const keys: SigningKeys = [{ id: 'k1', secret: 'a secret of more than thirty-two characters' }];
const newer: SigningKeys = [{ id: 'k2', secret: 'another secret of thirty-two characters!' }, ...keys];
const domain = 'bounces.newsroom.example';

describe('a return path', () => {
  it('names its delivery, also after a server changed its letter case', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (id) => {
        const address = returnPath(keys, id, domain);
        expect(openReturnPath(keys, address.toUpperCase(), domain)).toBe(id);
        expect(address.indexOf('@')).toBeLessThanOrEqual(64);
      }),
    );
  });
  it('opens with an older key after the secret changed', () => {
    expect(openReturnPath(newer, returnPath(keys, 7, domain), domain)).toBe(7);
  });
  it('is refused when one character differs, or the domain, or the delivery', () => {
    const address = returnPath(keys, 1234, domain);
    for (let i = 0; i < address.indexOf('@'); i++) {
      const other = address[i] === 'a' ? 'c' : 'a';
      expect(openReturnPath(keys, address.slice(0, i) + other + address.slice(i + 1), domain)).toBeNull();
    }
    expect(openReturnPath(keys, address, 'elsewhere.example')).toBeNull();
  });
  it('is not made of the same secret characters as the Message-ID', () => {
    expect(messageId(keys, 5, domain).split('.')[1]).not.toBe(returnPath(keys, 5, domain).split('-')[2]);
  });
});
