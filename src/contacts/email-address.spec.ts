import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../errors/domain-error.js';
import { maskEmail, parseEmail } from './email-address.js';

const refused = (text: string): boolean => {
  try {
    parseEmail(text);
    return false;
  } catch (error) {
    if (error instanceof DomainError && error.fields.email) return true;
    throw error;
  }
};

describe('an e-mail address', () => {
  it.each([
    ['ana@example.org', 'ana@example.org', 'ana@example.org'],
    ['  Ana.Ruiz@Example.ORG\t', 'Ana.Ruiz@example.org', 'ana.ruiz@example.org'],
    ['ana+press@example.org', 'ana+press@example.org', 'ana+press@example.org'],
    ["o'hara/x=y@example.org", "o'hara/x=y@example.org", "o'hara/x=y@example.org"],
    ['redaktion@münchen.example', 'redaktion@xn--mnchen-3ya.example', 'redaktion@xn--mnchen-3ya.example'],
    [
      'redaktion@XN--MNCHEN-3YA.example',
      'redaktion@xn--mnchen-3ya.example',
      'redaktion@xn--mnchen-3ya.example',
    ],
    ['JÖRG@example.org', 'JÖRG@example.org', 'jörg@example.org'],
    ['jo\u0308rg@example.org', 'jörg@example.org', 'jörg@example.org'],
    ['用户@例子.example', '用户@xn--fsqu00a.example', '用户@xn--fsqu00a.example'],
    ['محرر@مثال.example', 'محرر@xn--mgbh0fb.example', 'محرر@xn--mgbh0fb.example'],
  ])('%j is written to as %j and known as %j', (text, email, key) => {
    expect(parseEmail(text)).toEqual({ email, key, domain: key.slice(key.indexOf('@') + 1) });
  });

  it.each([
    '',
    ' ',
    'ana',
    '@example.org',
    'ana@',
    'ana@@example.org',
    'a@b@example.org',
    'ana@localhost',
    'Ana <ana@example.org>',
    'ana@example.org, eva@example.org',
    'group: ana@example.org;',
    'ana(desk)@example.org',
    '"ana"@example.org',
    '"a b"@example.org',
    '.ana@example.org',
    'ana.@example.org',
    'a..b@example.org',
    'ana@[127.0.0.1]',
    'ana@127.0.0.1',
    'ana@0x7f.1',
    'ana@ex%61mple.org',
    'ana@example.org:25',
    'ana@example.org/x',
    'ana@-example.org',
    'ana@example-.org',
    'ana@exa_mple.org',
    'ana@example..org',
    'ana@example.org.',
    'ana@.org',
    'ana@example.org\r\nBcc: eve@example.org',
    'ana\n@example.org',
    'ana\0@example.org',
    'ana@example.org\0.evil.example',
    'an\u200ba@example.org',
    'ana\u202e@example.org',
    'a\u00a0na@example.org',
    'ana＠example.org',
    '\ud800@example.org',
    `${'a'.repeat(65)}@example.org`,
    `${'ä'.repeat(33)}@example.org`,
    `ana@${'a'.repeat(64)}.org`,
    `ana@${'abcdefghi.'.repeat(25)}org`,
    'a@b.' + 'x'.repeat(100_000),
  ])('%j is refused at its field', (text) => {
    expect(refused(text)).toBe(true);
  });

  it('is read or refused, whatever the text: never another error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void refused(text)));
    fc.assert(fc.property(fc.emailAddress(), (text) => void refused(text)));
  });

  const readable = fc
    .tuple(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.constantFrom('example.org', 'Münch.example', 'ΑΣ.example', 'İx.example', 'ﬀ.example'),
    )
    .map(([local, domain]) => `${local}@${domain}`)
    .filter((text) => !refused(text));

  it('has a key that is its own key, so storing and reading it again finds the same contact', () => {
    fc.assert(
      fc.property(readable, (text) => {
        const first = parseEmail(text);
        expect(parseEmail(first.email)).toEqual(first);
        expect(parseEmail(first.key).key).toBe(first.key);
      }),
    );
  });

  it('reads a plain address as it would read it among letters that are not plain', () => {
    const local = fc.stringMatching(/^[a-zA-Z0-9_+-]{1,8}(\.[a-zA-Z0-9_+-]{1,8}){0,2}$/);
    const domain = fc.stringMatching(
      /^[a-z0-9]{1,9}(-[a-z0-9]{1,5}){0,2}(\.[a-z0-9]{1,5}){0,2}\.[a-z]{2,6}$/,
    );
    fc.assert(
      fc.property(local, domain, (before, after) => {
        const plain = parseEmail(`${before}@${after}`);
        const special = parseEmail(`ä${before}@${after}`);
        expect(special.domain).toBe(plain.domain);
        expect(special.email).toBe(`ä${plain.email}`);
        expect(special.key).toBe(`ä${plain.key}`);
        expect(plain.email).toBe(`${before}@${after}`);
      }),
    );
  });

  it('has the same key in upper and lower case, for the letters of ASCII', () => {
    const ascii = fc.stringMatching(/^[a-z0-9+_-]{1,20}@[a-z]{1,20}\.example$/);
    fc.assert(
      fc.property(ascii, (text) => expect(parseEmail(text.toUpperCase()).key).toBe(parseEmail(text).key)),
    );
  });

  it('never lets a line break, a space or an angle bracket through', () => {
    fc.assert(
      fc.property(readable, (text) => expect(parseEmail(text).email).not.toMatch(/[\s\p{C}<>",;:()]/u)),
    );
  });
});

describe('an address shown in part', () => {
  it('keeps the first letters and the ending', () => {
    expect(maskEmail('maria.lopez@example.org')).toBe('m•••@e•••.org');
    expect(maskEmail('用户@xn--fsqu00a.example')).toBe('用•••@x•••.example');
  });
});
