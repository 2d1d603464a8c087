import { describe, expect, it } from '@jest/globals';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import { parseSecrets } from '../auth/signed-token.js';
import { checkProof, newChallenge } from './proof-of-work.js';

const keys = parseSecrets('k1:a secret of more than thirty-two letters');
const field = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const solved = async () => {
  const challenge = await newChallenge(keys, new Date());
  const solution = await solveChallenge({ challenge, deriveKey });
  return { challenge, solution: solution! };
};

describe('the proof of work', () => {
  it('that a browser has done is accepted and named, so that it counts once', async () => {
    const { challenge, solution } = await solved();
    expect(await checkProof(keys, field({ challenge, solution }))).toEqual({
      kind: 'proven',
      id: challenge.signature,
    });
  });

  it('is wrong with another answer, an altered or an expired challenge, or another secret', async () => {
    const { challenge, solution } = await solved();
    const cheaper = { ...challenge, parameters: { ...challenge.parameters, keyPrefix: '' } };
    const old = await newChallenge(keys, new Date(Date.now() - 3_600_000));
    const wrong = [
      { challenge, solution: { ...solution, derivedKey: '00' } },
      { challenge: cheaper, solution },
      { challenge: old, solution: await solveChallenge({ challenge: old, deriveKey }) },
      { challenge, solution: null },
      null,
    ];
    for (const each of wrong) expect(await checkProof(keys, field(each))).toEqual({ kind: 'wrong' });
    const others = parseSecrets('k1:another secret of more than 32 letters');
    expect(await checkProof(others, field({ challenge, solution }))).toEqual({ kind: 'wrong' });
    expect(await checkProof(keys, 'no base64 of JSON')).toEqual({ kind: 'wrong' });
  });

  it('may be missing: a browser without script cannot do it', async () => {
    expect(await checkProof(keys, undefined)).toEqual({ kind: 'none' });
    expect(await checkProof(keys, '')).toEqual({ kind: 'none' });
  });
});
