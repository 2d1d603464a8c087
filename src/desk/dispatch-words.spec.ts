import { describe, expect, it } from '@jest/globals';
import { reasonInWords, reasonsInWords } from './dispatch-words.js';

describe('reasons in plain words', () => {
  it('puts answers that mean the same together, the most frequent first, with one of them as an example', () => {
    const replies = [
      { state: 'refused', code: 552, text: '5.2.2 mailbox full', domain: 'b.example', count: 2 },
      { state: 'refused', code: 550, text: '5.1.1 no such user', domain: 'a.example', count: 3 },
      { state: 'refused', code: 550, text: '5.1.1 user unknown', domain: 'c.example', count: 4 },
      { state: 'deferred', code: 450, text: '4.2.0 greylisted', domain: 'd.example', count: 9 },
    ];
    expect(reasonsInWords(replies, 'refused')).toEqual([
      { reason: 'Nobody has this address', detail: 'a.example: 550 5.1.1 no such user', count: 7 },
      { reason: 'The mailbox has no room', detail: 'b.example: 552 5.2.2 mailbox full', count: 2 },
    ]);
  });

  it('tells our own rules apart from what servers say', () => {
    expect(reasonInWords('suppressed', null, 'left the topics')).toBe('Left the topics after the freeze');
    expect(reasonInWords('in_doubt', null, 'The worker a:1 died while it was transmitting.')).toBe(
      'A worker died while it was transmitting',
    );
    expect(reasonInWords('refused', 599, 'zzz')).toBe('No reason that we understand');
  });
});
