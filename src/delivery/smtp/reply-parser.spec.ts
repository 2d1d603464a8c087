import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GarbledReplyError, ReplyParser, type SmtpReply, enhancedStatus, oneLine } from './reply-parser.js';

function parse(...chunks: (string | Buffer)[]): SmtpReply[] {
  const replies: SmtpReply[] = [];
  const parser = new ReplyParser((reply) => replies.push(reply));
  for (const chunk of chunks) parser.push(Buffer.from(chunk as string));
  return replies;
}

describe('replies', () => {
  it('come one by one, several at once, or in pieces', () => {
    expect(parse('250 ok\r\n')).toEqual([{ code: 250, text: 'ok' }]);
    expect(parse('250 a\r\n354 b\r\n421 c\r\n').map(({ code }) => code)).toEqual([250, 354, 421]);
    expect(parse('2', '50', ' o', 'k\r', '\n')).toEqual([{ code: 250, text: 'ok' }]);
  });

  it('may have several lines, and no text at all', () => {
    expect(parse('250-one\r\n250-\r\n250 three\r\n')).toEqual([{ code: 250, text: 'one\n\nthree' }]);
    expect(parse('250\r\n220 \r\n')).toEqual([{ code: 250, text: '' }, { code: 220, text: '' }]); // prettier-ignore
  });

  it('lose their control characters and keep their UTF-8', () => {
    expect(parse('550 Gr\u00fc\u00dfe\u0007\u001b[31m\r\n')[0]!.text).toBe('Grüße  [31m');
  });

  it.each([
    'hello\r\n',
    '250 ok\n',
    '25 ok\r\n',
    '650 no\r\n',
    '270 no\r\n',
    '250_no\r\n',
    '\r\n',
    '250-a\r\n251 b\r\n',
    '250-a\r\n b\r\n',
  ])('are refused when garbled: %j', (text) => expect(() => parse(text)).toThrow(GarbledReplyError));

  it('are bounded', () => {
    expect(() => parse('250 '.padEnd(5000, 'x'))).toThrow(GarbledReplyError);
    expect(() => parse('250-x\r\n'.repeat(300))).toThrow(GarbledReplyError);
  });

  it('do not depend on how the octets are cut', () => {
    const reply = fc.tuple(
      fc.integer({ min: 2, max: 5 }),
      fc.array(fc.stringMatching(/^[ -~]{0,20}$/), { minLength: 1, maxLength: 4 }),
    );
    fc.assert(
      fc.property(
        fc.array(reply, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (sent, sizes) => {
          const wire = sent.map(([first, lines]) => lines.map((line, at) => `${first}50${at < lines.length - 1 ? '-' : ' '}${line}\r\n`).join('')).join(''); // prettier-ignore
          const chunks: string[] = [];
          for (let at = 0, turn = 0; at < wire.length; turn += 1) {
            const size = sizes[turn % sizes.length]!;
            chunks.push(wire.slice(at, at + size));
            at += size;
          }
          expect(parse(...chunks)).toEqual(
            sent.map(([first, lines]) => ({ code: first * 100 + 50, text: lines.join('\n') })),
          );
        },
      ),
    );
  });
});

it('reads an enhanced status code only when it agrees with the code', () => {
  expect(enhancedStatus({ code: 550, text: '5.1.1 no such user' })).toBe('5.1.1');
  expect(enhancedStatus({ code: 550, text: '4.1.1 no such user' })).toBeUndefined();
  expect(enhancedStatus({ code: 550, text: '5.1.1a' })).toBeUndefined();
  expect(enhancedStatus({ code: 550, text: 'no' })).toBeUndefined();
});

it('shows a reply on one bounded line', () => {
  expect(oneLine({ code: 550, text: 'a\nb' })).toBe('550 a / b');
  expect(oneLine({ code: 550, text: 'x'.repeat(999) })).toHaveLength(300);
});
