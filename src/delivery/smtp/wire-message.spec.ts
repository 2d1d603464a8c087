import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FINAL_DOT, endLine, toWire } from './wire-message.js';

/** What a receiver that follows RFC 5321 to the letter makes of it. */
const unstuff = (wire: string): string => wire.replace(/(^|\r\n)\./g, '$1');

describe('a message on the wire', () => {
  it('has its dots stuffed and ends with CRLF', () => {
    expect(toWire('a\r\n.b\r\n..c\r\nd')).toBe('a\r\n..b\r\n...c\r\nd\r\n');
    expect(toWire('.a\r\n')).toBe('..a\r\n');
    expect(toWire('')).toBe('');
  });

  it('has bare CR and LF repaired', () => {
    expect(toWire('a\nb\rc\r\nd\n\n.\n')).toBe('a\r\nb\r\nc\r\nd\r\n\r\n..\r\n');
    expect(toWire('\n')).toBe('\r\n');
    expect(toWire('a\r')).toBe('a\r\n');
  });

  it('is UTF-8 when made from text, and unchanged when made from octets', () => {
    expect(Buffer.from(toWire('Grüße 😀'), 'latin1').toString('utf8')).toBe('Grüße 😀\r\n');
    expect(toWire(Buffer.from([0xff, 0x80]))).toBe('\u00ff\u0080\r\n');
  });

  it('never contains an end of message or a bare line end, and comes back as it was', () => {
    const nasty = fc
      .array(fc.constantFrom('.', '\r', '\n', '\r\n', 'a', 'ü', '\r\n.\r\n'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(nasty, (text) => {
        const wire = toWire(text);
        expect(`\r\n${wire}`).not.toContain('\r\n.\r\n');
        expect(wire.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        const meant = text.replace(/\r\n|\r|\n/g, '\r\n');
        const back = Buffer.from(unstuff(wire), 'latin1').toString('utf8');
        expect([meant, `${meant}\r\n`]).toContain(back);
        expect(`\r\n${wire}${FINAL_DOT}`.endsWith('\r\n.\r\n')).toBe(true);
      }),
    );
  });

  it('needs nothing but a line end when it was prepared for the wire', () => {
    expect(endLine('a\r\n..b')).toBe('a\r\n..b\r\n');
    expect(endLine('a\r\n')).toBe('a\r\n');
  });
});
