import { describe, expect, it } from '@jest/globals';
import { classifyReply } from './classify-reply.js';

describe('A live reply', () => {
  it('of 4xx is never final, whatever its words', () => {
    const reply = { code: 450, enhanced: '4.1.1', text: '450 4.1.1 User unknown', command: 'RCPT' as const };
    expect(classifyReply(reply)).toEqual({ category: 'unconfirmed-address', hard: false, status: '4.1.1' });
    expect(classifyReply({ code: 450, text: '450 Domain not found', command: 'RCPT' }).category).toBe(
      'network',
    );
  });

  it('"user unknown" is final after RCPT and doubtful after the message', () => {
    const text = '550 User unknown';
    expect(classifyReply({ code: 550, text, command: 'RCPT' })).toMatchObject({
      category: 'unknown-address',
      hard: true,
    });
    expect(classifyReply({ code: 550, text, command: 'DATA' })).toMatchObject({
      category: 'filtered',
      hard: false,
    });
    expect(classifyReply({ code: 550, text })).toMatchObject({
      category: 'unconfirmed-address',
      hard: false,
    });
  });

  it('is not misled by what stands in the address', () => {
    const text = '550 5.7.1 <spam-quota-exceeded.user-unknown@full.example>: Access denied';
    expect(classifyReply({ code: 550, text, command: 'RCPT' }).category).toBe('policy');
  });

  it('finds the status in the text when it was not given', () => {
    expect(classifyReply({ code: '552', text: '552-5.2.2 full\n552 5.2.2 really' }).status).toBe('5.2.2');
    expect(classifyReply({ text: 'connect to 5.1.1.9 failed' }).status).toBe('');
  });

  it('without words is judged by its status, without status by its code', () => {
    expect(classifyReply({ code: 550, enhanced: '5.1.2', text: '550 5.1.2' }).category).toBe('domain-gone');
    expect(classifyReply({ code: 421, text: '421' }).category).toBe('network');
    expect(classifyReply({ code: 550, text: '550 xyzzy', command: 'CONN' }).category).toBe('reputation');
    expect(classifyReply({ code: 550, text: '550 xyzzy', command: 'MAIL' }).category).toBe('sender');
    expect(classifyReply({ code: 550, text: '550 xyzzy', command: 'RCPT' }).category).toBe('unknown');
  });

  it('about our sender domain is never held against the recipient', () => {
    const text = '550 5.1.8 Domain of sender address press@desk.example does not exist';
    expect(classifyReply({ code: 550, text, command: 'MAIL' })).toMatchObject({
      category: 'sender',
      hard: false,
    });
  });
});
