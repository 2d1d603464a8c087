import { cleanLine, cleanText } from './clean-text.js';
import { ContentRefused } from './content-refused.js';
import type { TemplateData } from './fill-template.js';
import { whyHrefIsRefused } from './link-href.js';
import { directionOf, wordsIn } from './words.js';
import { renderTemplate } from './render-mjml.js';
import { textToHtml } from './text-to-html.js';
import {
  type Letter,
  type TransactionalData,
  type TransactionalName,
  writeLetter,
} from './transactional-letter.js';
import { wrapIndented, wrapText } from './wrap-text.js';

/**
 * Subject, HTML and text of a mail to one person: sign-in, confirmation, code, notice, digest.
 * @throws ContentRefused for an address of a button or item that may not be used
 */
export async function renderTransactional<Name extends TransactionalName>(
  name: Name,
  data: TransactionalData[Name],
): Promise<{ subject: string; html: string; text: string }> {
  const letter = writeLetter(name, data);
  refuseBadAddresses(letter);
  const html = await renderTemplate(name, letterData(letter, data));
  return { subject: letter.subject, html, text: letterText(letter, data) };
}

type FrameData = TransactionalData[TransactionalName];

function refuseBadAddresses(letter: Letter): void {
  const addresses = [
    letter.button?.url,
    letter.apart?.button.url,
    ...letter.items.map((item) => item.url),
    ...Object.values(letter.footerLinks ?? {}),
  ];
  for (const address of addresses) {
    const reason = address === undefined ? null : whyHrefIsRefused(address);
    if (reason !== null) throw new ContentRefused(`Not an address to send: ${reason}`);
  }
}

function letterData(letter: Letter, { language, organisation }: FrameData): TemplateData {
  const labels = wordsIn(language);
  const direction = directionOf(language);
  return {
    language,
    direction,
    rtl: direction === 'rtl',
    title: letter.title,
    preheader: letter.paragraphs[0] ?? letter.items[0]?.headline ?? letter.title,
    organisation: organisation.name,
    postalAddress: organisation.postalAddress && textToHtml(organisation.postalAddress),
    paragraphs: letter.paragraphs.map((paragraph) => ({ text: textToHtml(paragraph) })),
    topics: letter.topics.map((name) => ({ name })),
    code: letter.code,
    buttonLabel: letter.button?.label,
    buttonUrl: letter.button?.url,
    apartText: letter.apart && textToHtml(letter.apart.text),
    apartLabel: letter.apart?.button.label,
    apartUrl: letter.apart?.button.url,
    copyLabel: labels.copy,
    items: letter.items.map(({ headline, url, meta, excerpt }) => ({ headline, url, meta, excerpt })),
    preferencesUrl: letter.footerLinks?.preferencesUrl,
    preferencesLabel: labels.preferences,
    unsubscribeUrl: letter.footerLinks?.unsubscribeUrl,
    unsubscribeLabel: labels.unsubscribe,
    reason: letter.reason,
  };
}

function letterText(letter: Letter, { language, organisation }: FrameData): string {
  const labels = wordsIn(language);
  const sections = [
    cleanLine(organisation.name),
    wrapText(cleanLine(letter.title)),
    ...letter.paragraphs.map((paragraph) => wrapText(cleanText(paragraph).trim())),
    letter.topics.map((topic) => wrapIndented(cleanLine(topic), '* ', '  ')).join('\n'),
    letter.code ? `    ${cleanLine(letter.code)}` : '',
    letter.button ? `${cleanLine(letter.button.label)}:\n${letter.button.url}` : '',
    letter.apart ? wrapText(cleanText(letter.apart.text).trim()) : '',
    letter.apart ? `${cleanLine(letter.apart.button.label)}:\n${letter.apart.button.url}` : '',
    ...letter.items.map(itemText),
    letter.footerLinks ? `${labels.preferences}:\n${letter.footerLinks.preferencesUrl}` : '',
    letter.footerLinks ? `${labels.unsubscribe}:\n${letter.footerLinks.unsubscribeUrl}` : '',
    wrapText(cleanLine(letter.reason)),
    cleanText(organisation.postalAddress ?? '').trim(),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function itemText({ headline, meta, excerpt, url }: Letter['items'][number]): string {
  const lines = [cleanLine(meta), cleanLine(headline), cleanLine(excerpt ?? '')];
  return [...lines.filter((line) => line !== '').map((line) => wrapText(line)), url].join('\n');
}
