import { bodyToText } from './body-to-text.js';
import { cleanLine, cleanText } from './clean-text.js';
import { embargoLine } from './embargo-line.js';
import { advisoryRows } from './release-advisory.js';
import type { PressContact, ReleaseContent, RenderContext } from './release-content.js';
import { type Words, wordsIn } from './words.js';
import { slotMarker } from './slot-markers.js';
import { wordsToShow } from './words-to-show.js';
import { TEXT_WIDTH, wrapText } from './wrap-text.js';

const RULE = '-'.repeat(TEXT_WIDTH);

/** The same release as plain text, 72 columns, with slots for the recipient's own addresses. */
export function releaseToText(release: ReleaseContent, context: RenderContext): string {
  const content = wordsToShow(release);
  const labels = wordsIn(content.language);
  const sections = [
    mastheadText(content, context, labels),
    noticeText(content, labels),
    wrapText(cleanLine(content.headline)),
    wrapText(cleanLine(content.subhead ?? '')),
    imageText(content, labels),
    advisoryText(content, labels),
    bodyToText(content.body, { dateline: content.dateline, labels }),
    contactsText(content.pressContacts, labels),
    content.boilerplate
      ? wrapText(`${labels.about} ${content.organisation.name}\n${cleanText(content.boilerplate)}`)
      : '',
    footerText(content, labels),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function mastheadText(content: ReleaseContent, context: RenderContext, labels: Words): string {
  const embargo = context.tier === 'early' ? content.embargo : undefined;
  const stops = content.kind === 'hold' || content.kind === 'kill';
  const mark = stops && !embargo ? '' : embargoLine(embargo, context.newsroomZone, content.language);
  const lines = [mark, `${cleanLine(content.organisation.name)} | ${labels.types[content.type]}`];
  return wrapText(lines.filter((line) => line !== '').join('\n'));
}

function noticeText(content: ReleaseContent, labels: Words): string {
  if (content.kind === 'original') return '';
  const { subject, band } = labels.notices[content.kind];
  return wrapText(
    [`*** ${subject} ***`, band, cleanText(content.noticeText ?? '').trim()].filter(Boolean).join('\n'),
  );
}

function advisoryText(content: ReleaseContent, labels: Words): string {
  return advisoryRows(content, labels)
    .map(({ label, text }) => wrapText(`${cleanLine(label)}: ${cleanText(text).trim()}`))
    .join('\n\n');
}

function imageText(content: ReleaseContent, labels: Words): string {
  const { alt = '', caption = '', credit = '' } = content.image ?? {};
  const words = [alt, caption, credit && `${labels.credit} ${credit}`].filter((part) => part !== '');
  return words.length > 0 ? wrapText(`[${labels.image}: ${cleanLine(words.join(' | '))}]`) : '';
}

function contactsText(contacts: PressContact[], labels: Words): string {
  if (contacts.length === 0) return '';
  const blocks = contacts.map(({ name, role, email, phone }) =>
    [[name, role].filter(Boolean).join(', '), email, phone]
      .filter(Boolean)
      .map((line) => cleanLine(line ?? ''))
      .join('\n'),
  );
  return `${labels.pressContact}\n${blocks.join('\n\n')}`;
}

function footerText(content: ReleaseContent, labels: Words): string {
  const topics = content.topics ?? [];
  const reason =
    topics.length > 0 ? `${labels.reasonTopics} ${topics.map(cleanLine).join(', ')}` : labels.reason;
  return [
    RULE,
    wrapText(`${reason}${topics.length > 0 ? '.' : ''} ${labels.rights}`),
    `${labels.view}:\n${slotMarker('viewUrl')}`,
    `${labels.preferences}:\n${slotMarker('preferencesUrl')}`,
    `${labels.unsubscribe}:\n${slotMarker('unsubscribeUrl')}`,
    cleanText(content.organisation.postalAddress ?? '').trim(),
  ]
    .filter((line) => line !== '')
    .join('\n');
}
