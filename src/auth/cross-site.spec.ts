import { describe, expect, it } from '@jest/globals';
import { isCrossSite } from './cross-site.js';

const HOME = 'https://press.example';
const post = (headers: Record<string, string>) =>
  isCrossSite({ method: 'POST', headers: { host: 'inner:3000', ...headers } }, HOME);

describe('a request that changes something', () => {
  it.each(['cross-site', 'same-site', 'nonsense', ''])('is refused when the browser says %p', (site) => {
    expect(post({ 'sec-fetch-site': site })).toBe(true);
  });
  it.each(['same-origin', 'none'])('is taken when the browser says %p', (site) => {
    expect(post({ 'sec-fetch-site': site })).toBe(false);
  });
  it.each([
    'https://evil.example',
    'null',
    '',
    'https://press.example.evil.example',
    'https://press.example:444',
  ])('is refused from the origin %p of an older browser', (origin) => expect(post({ origin })).toBe(true));
  it.each(['https://press.example', 'http://inner:3000'])('is taken from %p', (origin) => {
    expect(post({ origin })).toBe(false);
  });
  it('is taken from a program, which says neither', () => {
    expect(post({})).toBe(false);
  });
});
