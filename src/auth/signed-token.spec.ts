import { describe, expect, it } from '@jest/globals';
import { openToken, parseSecrets, signToken } from './signed-token.js';

const old = 'a1:0123456789abcdef0123456789abcdef';
const keys = parseSecrets(`b2:fedcba9876543210fedcba9876543210,${old}`);

describe('a signed token', () => {
  const token = signToken(keys, 'unsubscribe', [7, 'early', 42]);

  it('gives back what was put in, also after the secret was changed', () => {
    expect(openToken(keys, 'unsubscribe', token)).toEqual([7, 'early', 42]);
    expect(openToken(keys, 'unsubscribe', signToken(parseSecrets(old), 'unsubscribe', [7]))).toEqual([7]);
    expect(openToken(parseSecrets(old), 'unsubscribe', token)).toBeNull();
  });

  it('opens for no other purpose', () => {
    expect(openToken(keys, 'confirm', token)).toBeNull();
  });

  it('does not open when any one character is another', () => {
    for (let at = 0; at < token.length; at += 1) {
      for (const other of ['A', 'B', '-', '.', '\0']) {
        if (token[at] === other) continue;
        expect(openToken(keys, 'unsubscribe', token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
      }
    }
  });

  it('does not open when it is cut, longer or nothing', () => {
    for (const bad of [
      '',
      '.',
      token.slice(0, -1),
      `${token}A`,
      `${token}.x`,
      ` ${token}`,
      `${token}\n`,
      'x'.repeat(5000),
    ]) {
      expect(openToken(keys, 'unsubscribe', bad)).toBeNull();
    }
  });
});

describe('the secrets', () => {
  it.each([
    [undefined, 'is missing'],
    ['', 'is missing'],
    ['a1:short', 'shorter than 32'],
    ['0123456789abcdef0123456789abcdef', 'keyid:secret'],
    [`${old},${old}`, 'twice'],
  ])('%p are refused', (text, message) => {
    expect(() => parseSecrets(text)).toThrow(message);
  });

  it('are never part of the message', () => {
    expect(() => parseSecrets('a1:canary')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('canary') }),
    );
  });
});
