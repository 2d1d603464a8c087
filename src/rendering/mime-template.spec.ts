import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { releaseContent, renderContext } from '../../test/builders/release-content.js';
import { escapeHtml } from './escape-html.js';
import { compileMessage, fillMessage, type MessageHeaders, type RecipientValues } from './mime-template.js';
import { renderRelease } from './render-release.js';
import { fillSlots, slotMarker } from './slot-markers.js';

const headers: MessageHeaders = {
  from: { name: 'Families Together — Press', address: 'press@families.example' },
  replyTo: { address: 'ana@families.example' },
  list: {
    id: 'detention.families.example',
    name: 'Détention',
    help: 'https://families.example/help',
    owner: 'mailto:press@families.example',
    archive: 'https://families.example/newsroom',
  },
  feedbackId: 'release7:detention:press:families',
};

function recipient(overrides: Partial<RecipientValues> = {}): RecipientValues {
  return {
    to: { name: 'Zoë O’Hara', address: 'zoe@daily.example' },
    messageId: 'd1.r7@families.example',
    date: new Date('2026-11-24T08:00:00Z'),
    unsubscribe: {
      url: 'https://families.example/u/abc',
      mailto: 'mailto:u+abc@families.example?subject=unsubscribe',
    },
    slots: {
      viewUrl: 'https://families.example/r/1?x=1&y=2',
      preferencesUrl: 'https://families.example/p/abc',
      unsubscribeUrl: 'https://families.example/u/abc',
      trackToken: 'tok-en_1',
    },
    ...overrides,
  };
}

const rendered = await renderRelease(releaseContent(), renderContext());
const template = await compileMessage(rendered, headers);

/** RFC 5321 4.5.3.1.6 and RFC 2045: what must hold of every message that leaves. */
function expectSendable(message: string, columns = 76): void {
  expect(message.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
  expect(message).not.toMatch(/^\./m);
  expect(message).toMatch(/[^\r\n]\r\n$/);
  const body = message.slice(message.indexOf('\r\n\r\n') + 4);
  for (const line of body.split('\r\n')) expect(line.length).toBeLessThanOrEqual(columns);
  for (const line of message.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
}

describe('compileMessage and fillMessage', () => {
  it('gives a message that two independent parsers read as what was rendered', async () => {
    const message = fillMessage(template, recipient());
    expectSendable(message);
    const mail = await simpleParser(message);
    const again = await PostalMime.parse(message);
    const html = fillSlots(rendered.html, recipient().slots, escapeHtml);
    expect(mail.html).toBe(`${html.trimEnd()}\n`);
    expect(mail.text).toBe(fillSlots(rendered.text, recipient().slots));
    expect(again.html?.trimEnd()).toBe(html.trimEnd());
    expect(again.text?.trimEnd()).toBe(mail.text?.trimEnd());
    expect(mail.subject).toBe(rendered.subject);
    expect(mail.from?.value).toEqual([
      { name: 'Families Together — Press', address: 'press@families.example' },
    ]);
    expect(again.to).toEqual([{ name: 'Zoë O’Hara', address: 'zoe@daily.example' }]);
    expect(mail.date).toEqual(new Date('2026-11-24T08:00:00Z'));
    expect(mail.messageId).toBe('<d1.r7@families.example>');
  });

  it('carries the fields that bulk senders must have', async () => {
    const message = fillMessage(template, recipient());
    expect(message).toContain(
      'List-Unsubscribe: <https://families.example/u/abc>,\r\n' +
        ' <mailto:u+abc@families.example?subject=unsubscribe>\r\n',
    );
    expect(message).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    expect(message).toMatch(/\r\nList-Id: =\?UTF-8\?B\?[^?]+\?= <detention\.families\.example>\r\n/);
    expect(message).toContain('\r\nList-Help: <https://families.example/help>\r\n');
    expect(message).toContain('\r\nFeedback-ID: release7:detention:press:families\r\n');
    expect(message).toContain('\r\nReply-To: <ana@families.example>\r\n');
    expect(message).toContain('\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative;');
    expect(message).toContain('\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\n');
  });

  it('threads a correction to the copy that the same recipient received', () => {
    const message = fillMessage(
      template,
      recipient({
        inReplyTo: 'd1.r6@families.example',
        references: ['d1.r5@families.example', 'd1.r6@families.example'],
      }),
    );
    expect(message).toContain('In-Reply-To: <d1.r6@families.example>\r\n');
    expect(message).toContain('References: <d1.r5@families.example> <d1.r6@families.example>\r\n');
  });

  it('survives whatever stands in names and slots', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 120 }),
      fc.constantFrom(
        '',
        '.',
        '..',
        '=',
        '=3D',
        '=\u00e9',
        'é'.repeat(60),
        ' a ',
        'From me',
        '.'.repeat(200),
        'x'.repeat(76),
      ),
    );
    const oneLine = value.map((text) => text.replace(/[\p{Cc}\uFDD0-\uFDEF\uFFFE\uFFFF\u2028\u2029]/gu, ''));
    const small = await compileMessage(
      {
        subject: 'S',
        html: `<p>.\n${slotMarker('a')}${slotMarker('b')} \n${slotMarker('a')}</p>`,
        text: `${slotMarker('a')}\n.${slotMarker('b')}\nFrom ${slotMarker('a')} é${slotMarker('b')}\n`,
      },
      { from: { address: 'press@families.example' } },
    );
    await fc.assert(
      fc.asyncProperty(oneLine, oneLine, oneLine, async (name, a, b) => {
        const message = fillMessage(
          small,
          recipient({ to: { name, address: 'zoe@daily.example' }, slots: { a, b } }),
        );
        expectSendable(message);
        const { html, text, to } = await PostalMime.parse(message);
        // postal-mime adds a line end of its own.
        expect(text?.slice(0, -1)).toBe(`${a}\n.${b}\nFrom ${a} é${b}\n`);
        expect(html?.slice(0, -1)).toBe(`<p>.\n${escapeHtml(a)}${escapeHtml(b)} \n${escapeHtml(a)}</p>\n`);
        expect(to?.[0]?.name).toBe(name.trim());
        expect(to?.[0]?.address).toBe('zoe@daily.example');
      }),
      { numRuns: 120 },
    );
  });

  it.each([
    ['a line end in a name', { to: { name: 'A\r\nBcc: x@y.example', address: 'a@b.example' } }],
    ['a bare LF in a name', { to: { name: 'A\nB', address: 'a@b.example' } }],
    ['a NUL in a name', { to: { name: 'A\0B', address: 'a@b.example' } }],
    ['a line end in an address', { to: { address: 'a@b.example\r\nBcc: x@y.example' } }],
    ['a second address', { to: { address: 'a@b.example, c@d.example' } }],
    ['an angle bracket in an address', { to: { address: 'a@b.example>' } }],
    ['an address without domain', { to: { address: 'a' } }],
    ['a line end in a Message-ID', { messageId: 'a@b\r\nX: y' }],
    ['a bracket in a Message-ID', { messageId: '<a@b>' }],
    ['a line end in an unsubscribe address', { unsubscribe: { url: 'https://x.example/\r\nX: y' } }],
    ['a script as unsubscribe address', { unsubscribe: { url: 'javascript:alert(1)' } }],
    ['a line end in In-Reply-To', { inReplyTo: 'a@b\nX: y' }],
    ['no way to unsubscribe', { unsubscribe: undefined }],
    ['a date that is none', { date: new Date(Number.NaN) }],
    ['a slot without value', { slots: {} }],
    ['a slot of two lines', { slots: { ...recipient().slots, viewUrl: 'a\r\nb' } }],
  ])('refuses %s', (_name, overrides) => {
    expect(() => fillMessage(template, recipient(overrides as Partial<RecipientValues>))).toThrow();
  });

  it.each([
    ['subject', { ...rendered, subject: 'A\r\nBcc: x@y.example' }, headers],
    ['from', rendered, { from: { name: 'A\nB', address: 'a@b.example' } }],
    ['reply-to', rendered, { ...headers, replyTo: { address: 'a@b\r\n' } }],
    ['list id', rendered, { ...headers, list: { id: 'a>\r\nX: y' } }],
    ['list help', rendered, { ...headers, list: { id: 'a.example', help: 'https://a/\r\nX: y' } }],
    ['feedback id', rendered, { ...headers, feedbackId: 'a\r\nX: y' }],
  ])('refuses a line end in the %s', async (_name, content, fields) => {
    await expect(compileMessage(content, fields as MessageHeaders)).rejects.toThrow();
  });

  it('folds a long subject and brings it back whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), async (typed) => {
        const subject = typed.replace(/[\p{Cc}\u2028\u2029]/gu, '');
        const small = await compileMessage(
          { subject, html: 'x', text: 'x' },
          { from: { address: 'a@b.example' } },
        );
        const message = fillMessage(small, recipient());
        expectSendable(message);
        const [head = ''] = message.split('\r\n\r\n');
        for (const line of head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
        expect((await PostalMime.parse(message)).subject ?? '').toBe(subject.trim());
      }),
      { numRuns: 80 },
    );
  });

  it('writes a domain beyond ASCII in its ASCII form and keeps a local part that is', () => {
    const domain = fillMessage(template, recipient({ to: { address: 'zoe@dägblad.example' } }));
    expect(domain).toContain('To: <zoe@xn--dgblad-bua.example>');
    const local = fillMessage(template, recipient({ to: { address: 'zoë@daily.example' } }));
    expect(local).toContain('To: <zoë@daily.example>');
  });

  it('sends files and those images that the HTML shows', async () => {
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    const pdf = Buffer.from(Array.from({ length: 5000 }, (_v, i) => i % 256));
    const shown = { ...rendered, html: `${rendered.html}<img src="cid:hero@families.example" alt="" />` };
    const withFiles = await compileMessage(shown, headers, [
      { filename: 'other.png', contentType: 'image/png', content: png, contentId: 'not-shown' },
      { filename: 'hero.png', contentType: 'image/png', content: png, contentId: 'hero@families.example' },
      { filename: 'Rapport – détention "2026".pdf', contentType: 'application/pdf', content: pdf },
      { filename: 'data.csv', contentType: 'text/csv', content: Buffer.from('a;b\n.\nFrom é') },
    ]);
    const message = fillMessage(withFiles, recipient());
    // Headers of parts may be as long as those of the message.
    expectSendable(message, 998);
    const mail = await simpleParser(message, { skipImageLinks: true });
    expect(
      mail.attachments.map(({ filename, contentType, cid, related }) => [
        filename,
        contentType,
        cid,
        related,
      ]),
    ).toEqual([
      ['hero.png', 'image/png', 'hero@families.example', true],
      ['Rapport – détention "2026".pdf', 'application/pdf', undefined, undefined],
      ['data.csv', 'text/csv', undefined, undefined],
    ]);
    expect(mail.attachments[1]?.content).toEqual(pdf);
    expect(mail.attachments[2]?.content.toString()).toBe('a;b\n.\nFrom é');
    expect(mail.html).toContain('highlights need for accountability');
  });

  it('refuses a file whose type or name would break the headers', async () => {
    const file = { filename: 'a.png', contentType: 'image/png', content: Buffer.from('x') };
    await expect(
      compileMessage(rendered, headers, [{ ...file, contentType: 'image/png\r\nX: y' }]),
    ).rejects.toThrow();
    const evil = { ...rendered, html: '<img src="cid:a>\r\nX: y">' };
    await expect(compileMessage(evil, headers, [{ ...file, contentId: 'a>\r\nX: y' }])).rejects.toThrow();
    const odd = await compileMessage(rendered, headers, [{ ...file, filename: 'a\r\nX-Evil: y.png' }]);
    expect(fillMessage(odd, recipient())).not.toMatch(/^X-Evil:/m);
  });

  it('is the same on every machine, and says so by its fingerprint', async () => {
    const again = await compileMessage(await renderRelease(releaseContent(), renderContext()), headers);
    expect(again.fingerprint).toBe(template.fingerprint);
    expect(fillMessage(again, recipient())).toBe(fillMessage(template, recipient()));
    const other = await compileMessage({ ...rendered, subject: 'Other' }, headers);
    expect(other.fingerprint).not.toBe(template.fingerprint);
  });

  it('answers an action without the headers of a list', async () => {
    const single = await compileMessage(
      { subject: 'Sign in', html: '<p>x</p>', text: 'x' },
      { from: { address: 'press@families.example' }, autoSubmitted: 'auto-generated' },
    );
    const message = fillMessage(single, recipient({ unsubscribe: undefined, slots: {} }));
    expect(message).toContain('\r\nAuto-Submitted: auto-generated\r\n');
    expect(message).not.toContain('List-');
  });
});
