import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { meansDeadAddress } from './categories.js';
import { classifyReply } from './classify-reply.js';
import { defaultReadingLimits } from './reading-limits.js';
import { readBounce } from './read-bounce.js';

const folder = join(process.cwd(), 'test/fixtures/bounces');
const seeds = readdirSync(folder).map((file) => readFileSync(join(folder, file)));
const KINDS = ['bounce', 'delayed', 'feedback', 'autoreply', 'other', 'exceeded'];

/** Everything in an answer is bounded, whatever the mail was. */
function expectBounded(mail: Buffer): void {
  const reading = readBounce(mail);
  expect(KINDS).toContain(reading.kind);
  if (reading.kind === 'exceeded') return;
  expect(reading.recipients.length).toBeLessThanOrEqual(defaultReadingLimits.maxRecipients);
  for (const { address, aliases, diagnostic } of reading.recipients) {
    expect(address.length).toBeLessThanOrEqual(400);
    expect(aliases.length).toBeLessThanOrEqual(2);
    expect(diagnostic.length).toBeLessThanOrEqual(1000);
  }
  expect(reading.evidence.messageIds.length).toBeLessThanOrEqual(20);
  expect(reading.subject.length).toBeLessThanOrEqual(500);
}

const snippets = [
  '\r\n\r\n',
  '\0',
  '--=_cut',
  '--=_cut--',
  '=?utf-8?B?////?=',
  'Content-Type: multipart/mixed; boundary=""',
  'Content-Type: message/rfc822\n\n',
  'Content-Transfer-Encoding: base64\n\n',
  'Final-Recipient: rfc822; ',
  '<<<<<<<<<<<<',
  '@@@@@@@@',
  '\x1b$B',
  '550 5.1.1 ',
  '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[null,1,{}]}}',
];

/** A mutation: at a place in the mail, take out some bytes and put in others. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(200),
  insert: fc.oneof(
    fc.constantFrom(...snippets).map((text) => Buffer.from(text, 'latin1')),
    bytes(40),
  ),
});

function bytes(maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
}

function mutate(mail: Buffer, changes: Array<{ at: number; remove: number; insert: Buffer }>): Buffer {
  return changes.reduce((current, { at, remove, insert }) => {
    const place = Math.floor(at * current.length);
    return Buffer.concat([current.subarray(0, place), insert, current.subarray(place + remove)]);
  }, mail);
}

describe('Any mail', () => {
  it('is answered within bounds when it is a mutated bounce', () => {
    const mutated = fc
      .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 12 }))
      .map(([mail, changes]) => mutate(mail, changes));
    fc.assert(fc.property(mutated, expectBounded), { numRuns: 3000 });
  });

  it('is answered within bounds when it is two bounces cut together', () => {
    const spliced = fc
      .tuple(fc.constantFrom(...seeds), fc.constantFrom(...seeds), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([one, other, at]) =>
        Buffer.concat([one.subarray(0, at * one.length), other.subarray(at * other.length)]),
      );
    fc.assert(fc.property(spliced, expectBounded), { numRuns: 500 });
  });

  it('is answered within bounds when it is noise', () => {
    fc.assert(fc.property(bytes(5000), expectBounded), { numRuns: 500 });
  });
});

describe('A mail made to cost time', () => {
  const head = 'From: MAILER-DAEMON@x.example\nSubject: Undelivered mail\n';
  const repeated = (unit: string, bytesInTotal = 1_000_000) =>
    unit.repeat(Math.ceil(bytesInTotal / unit.length));

  it.each([
    ['unclosed tags', `${head}Content-Type: text/html\n\n${repeated('<')}`],
    ['hidden elements', `${head}Content-Type: text/html\n\n${repeated('<style>')}`],
    ['entities', `${head}Content-Type: text/html\n\n${repeated('&#99999999;&amp')}`],
    ['at signs', `${head}\n${repeated('@')}`],
    ['local parts', `${head}\n${repeated('a')}`],
    ['dots', `${head}\na@${repeated('a.')}`],
    ['addresses', `${head}\n${repeated('<a@b.example>')}`],
    ['one address a line', `${head}\n${repeated('<a@b.example>: 550 no\n')}`],
    [
      'different addresses',
      `${head}\n${Array.from({ length: 60_000 }, (_, n) => `<u${n}@b.example>:`).join('\n')}`,
    ],
    ['header lines', `${head}\n${repeated('Received: x\nTo: y\n')}`],
    ['broken header runs', `${head}\n${repeated('Received: x\n\n')}`],
    ['dashes', `${head}\n${repeated('-')}`],
    ['rules', `${head}\n${repeated('--- original\n')}`],
    ['blanks', `${head}\n${repeated(' ')}x`],
    ['blanks behind addresses', `${head}\n${repeated(`a@b.example${' '.repeat(1900)}x\n`)}`],
    ['empty lines', `${head}\n${repeated('\n')}`],
    ['quote marks', `${head}\n${repeated('>')}`],
    ['quoted lines', `${head}\n${repeated('> \n')}`],
    ['almost delimiters', `${head}Content-Type: multipart/mixed; boundary=a\n\n--a\n\n${repeated('--ab\n')}`],
    ['parameters', `${head}Content-Type: text/plain${repeated('; a="', 200_000)}\n\n`],
    ['encoded words', `From: a@b.example\nSubject: ${repeated('=?utf-8?q?', 200_000)}\n\n`],
    ['header fields', `${repeated('A: b\n', 200_000)}\n`],
    ['folded lines', `Subject: x\n${repeated(' y\n', 200_000)}\n`],
    ['reply codes', `${head}\n<a@b.example>:\n${repeated('550 ')}`],
    ['words that nearly match', `${head}\n<a@b.example>: ${repeated('user is not exceed mailbox storage ')}`],
    ['brackets of JSON', `${head}\n{"notificationType":${repeated('[')}`],
    ['transcripts', `${head}\n<a@b.example>\n${repeated('>>> RCPT TO:<a@b.example>\n')}`],
    ['soft line breaks', `${head}Content-Transfer-Encoding: quoted-printable\n\n${repeated('= ')}`],
    [
      'recipients',
      `${head}Content-Type: message/delivery-status\n\n${repeated('Final-Recipient: a@b.example\n')}`,
    ],
    ['nested originals', repeated('Content-Type: message/rfc822\n\n')],
    ['references', `From: a@b.example\nReferences: ${repeated('<', 200_000)}\n\n`],
  ])('by %s is answered', (_, mail) => {
    expectBounded(Buffer.from(mail, 'latin1'));
  });
});

describe('Any reply', () => {
  it('is classified, and called hard exactly when its category means a dead address', () => {
    const reply = fc.record({ code: fc.nat(999), text: fc.string({ maxLength: 5000, unit: 'binary' }) });
    fc.assert(
      fc.property(reply, (said) => {
        const { category, hard } = classifyReply(said);
        expect(hard).toBe(meansDeadAddress(category));
      }),
    );
  });
});
