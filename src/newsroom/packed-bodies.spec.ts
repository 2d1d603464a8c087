import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { packed, packingFor } from './packed-bodies.js';

const page = '<p>The library opens on the quay.</p>'.repeat(60);

describe('packing a public body', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP;q=0.8', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.0', null],
    ['identity', null],
    ['brotli', null],
    [undefined, null],
  ])('takes of “%s” %s', (accepted, packing) => {
    expect(packingFor(accepted, page)).toBe(packing);
  });

  it('leaves short texts and pictures as they are', () => {
    expect(packingFor('br', 'short')).toBeNull();
    expect(packingFor('br', Buffer.alloc(5000))).toBeNull();
  });

  it('gives the body back', () => {
    for (const _twice of [1, 2]) {
      expect(brotliDecompressSync(packed(page, 'br', 'a')).toString()).toBe(page);
      expect(gunzipSync(packed(page, 'gzip', 'a')).toString()).toBe(page);
    }
    expect(packed(page, 'br', 'a').length).toBeLessThan(page.length / 5);
  });
});
