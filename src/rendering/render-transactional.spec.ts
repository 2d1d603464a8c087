import { describe, expect, it } from '@jest/globals';
import { transactionalExamples as examples } from '../../test/builders/transactional-data.js';
import { renderTransactional } from './render-transactional.js';

describe('renderTransactional', () => {
  it('says in HTML and text who writes, why, and what to do', async () => {
    const { subject, html, text } = await renderTransactional('sign-in', examples['sign-in']);
    expect(subject).toBe('Sign in to Families Together');
    for (const part of [
      'Families Together',
      'for 15 minutes',
      'https://news.example/sign-in/kq7Xv0',
      'If it was not you',
    ]) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
  });

  it('lists the topics that are being confirmed', async () => {
    const { html, text } = await renderTransactional(
      'confirm-subscription',
      examples['confirm-subscription'],
    );
    expect(html).toContain('Family separation');
    expect(text).toContain('* Family separation\n* Detention');
  });

  it('shows the code in the subject, so that it can be read without opening the mail', async () => {
    const { subject, html, text } = await renderTransactional(
      'early-access-code',
      examples['early-access-code'],
    );
    expect(subject).toBe('482 913 is your code for early access');
    expect(html).toContain('482 913</span>');
    expect(text).toContain('    482 913');
  });

  it('sends a notice with or without a button', async () => {
    const withButton = await renderTransactional('notice', examples.notice);
    expect(withButton.html).toContain('href="https://news.example/desk/releases/7"');
    const without = await renderTransactional('notice', { ...examples.notice, button: undefined });
    expect(without.html).not.toContain('desk/releases');
  });

  it('lists releases in a digest, with a way out', async () => {
    const { html, text } = await renderTransactional('digest', examples.digest);
    for (const part of ['Stop family deportations', 'https://news.example/r/2', 'https://news.example/u/x']) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
  });

  it.each(['en', 'es', 'fr', 'de', 'sv', 'ar', 'tlh'])('speaks %s, or English', async (language) => {
    for (const name of ['sign-in', 'confirm-subscription'] as const) {
      const { subject, text } = await renderTransactional(name, {
        ...examples['confirm-subscription'],
        minutes: 15,
        language,
      });
      expect(subject).toContain('Families Together');
      expect(text).toContain('https://news.example/confirm/kq7Xv0');
    }
  });

  it('escapes names and refuses addresses that are none', async () => {
    const hostile = { ...examples['sign-in'], organisation: { name: '<script>alert(1)</script>\r\nBcc: x' } };
    const { html, subject } = await renderTransactional('sign-in', hostile);
    expect(html).not.toContain('<script>alert');
    expect(subject).not.toMatch(/[\r\n]/);
    await expect(
      renderTransactional('sign-in', { ...examples['sign-in'], url: 'javascript:alert(1)' }),
    ).rejects.toThrow(/address/);
  });
});
