import { describe, expect, it } from '@jest/globals';
import { parseSecrets } from '../auth/signed-token.js';
import { openReturnPath, returnPath } from './return-path.js';
import { openSingleReturnPath, singleReturnPath } from './single-return-path.js';

const keys = parseSecrets('a1:0123456789abcdef0123456789abcdef');
const domain = 'bounces.example';

describe('the return path of a digest or notice', () => {
  it.each([
    ['digest', 1],
    ['notice', 2 ** 48],
  ] as const)('names its %s, whatever a server does to the letter case', (mail, id) => {
    const path = singleReturnPath(keys, { mail, id }, domain);
    expect(path.split('@')[0]!.length).toBeLessThanOrEqual(64);
    expect(openSingleReturnPath(keys, path.toUpperCase(), domain)).toEqual({ mail, id });
  });

  it('is not taken for another mail, another kind, another domain or a delivery', () => {
    const path = singleReturnPath(keys, { mail: 'digest', id: 7 }, domain);
    expect(openSingleReturnPath(keys, path.replace('s-d7', 's-n7'), domain)).toBeNull();
    expect(openSingleReturnPath(keys, path.replace('s-d7', 's-d8'), domain)).toBeNull();
    expect(openSingleReturnPath(keys, path, 'other.example')).toBeNull();
    expect(openReturnPath(keys, path, domain)).toBeNull();
    expect(openSingleReturnPath(keys, returnPath(keys, 7, domain), domain)).toBeNull();
  });
});
