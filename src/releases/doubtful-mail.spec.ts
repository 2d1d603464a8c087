import { describe, expect, it } from '@jest/globals';
import { releaseContent, renderContext } from '../../test/builders/release-content.js';
import { renderRelease } from '../rendering/render-release.js';
import { doubtfulMail, GMAIL_CLIP_BYTES } from './doubtful-mail.js';

const { html, text } = await renderRelease(releaseContent(), renderContext());
const mail = { html, text, bytes: Buffer.byteLength(html) };

async function found(change: Partial<typeof mail>): Promise<string[]> {
  const problems = await doubtfulMail({ ...mail, ...change });
  return problems.map(({ severity, code, field }) => `${severity} ${code} @${field}`);
}

describe('preflight of a rendered mail', () => {
  it('finds nothing in what the templates make', async () => {
    expect(await found({})).toEqual([]);
  });

  it('says when Gmail would cut it', async () => {
    expect(await found({ bytes: GMAIL_CLIP_BYTES })).toEqual([]);
    expect(await found({ bytes: GMAIL_CLIP_BYTES + 1 })).toEqual(['look too large @body']);
  });

  it('stops a mail without plain text', async () => {
    expect(await found({ text: ' \n' })).toEqual(['stop no plain text @mail']);
  });

  it('names what a changed template asks of mail programs that lack it', async () => {
    const changed = html.replace('<h2 style="', '<h2 style="display:grid;');
    const [problem] = await doubtfulMail({ ...mail, html: changed });
    expect(problem).toMatchObject({ severity: 'look', code: 'mail clients', field: 'body' });
    expect(problem?.message).toMatch(/^Gmail|^Outlook|Outlook.* cannot show “display:grid”/);
  });

  it('finds pale words in the light look, and leads to them', async () => {
    const changed = html.replace('<h2 style="', '<h2 style="color:#bbbbbb;');
    const [problem] = await doubtfulMail({ ...mail, html: changed });
    expect(problem).toMatchObject({ code: 'contrast', field: 'body' });
    expect(problem?.message).toContain('“What the report found” is #bbbbbb on #faf8f4: 1.8 to 1');
  });

  it('finds words that only dark mode makes unreadable', async () => {
    const changed = html.replace('.ink div, .ink td, .ink strong { color: #EFECE5 !important; }', '');
    const problems = await doubtfulMail({ ...mail, html: changed });
    expect(problems.map(({ code, field }) => `${code} @${field}`)).toEqual(['contrast @mail']);
    expect(problems[0]?.message).toMatch(/^In dark mode “/);
  });
});
