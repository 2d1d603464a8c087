import { readBodyStyles } from './body-styles.js';
import { bodyToHtml } from './body-to-html.js';
import { cleanLine } from './clean-text.js';
import { embargoLine } from './embargo-line.js';
import { escapeHtml } from './escape-html.js';
import { SafeHtml, type TemplateData } from './fill-template.js';
import { whyHrefIsRefused } from './link-href.js';
import { countLinks } from './link-slots.js';
import { advisoryRows } from './release-advisory.js';
import type {
  PressContact,
  ReleaseContent,
  ReleaseImage,
  RenderContext,
  RenderedRelease,
} from './release-content.js';
import { directionOf, type Words, wordsIn } from './words.js';
import { releaseSubject } from './release-subject.js';
import { releaseToText } from './release-to-text.js';
import { renderTemplate } from './render-mjml.js';
import { slotMarker } from './slot-markers.js';
import { textToHtml } from './text-to-html.js';
import { wordsToShow } from './words-to-show.js';

/** Width of the text column of release.mjml in pixels. */
const COLUMN_WIDTH = 592;

/**
 * Subject, HTML and plain text of a release in one language for one tier, with slots for what differs per
 * recipient. Deterministic: the same content, context and templates give the same bytes on every machine.
 * @throws RangeError for an embargo whose instant or zone does not exist
 */
export async function renderRelease(
  release: ReleaseContent,
  context: RenderContext,
): Promise<RenderedRelease> {
  const content = wordsToShow(release);
  const counter = countLinks(context.clickBaseUrl);
  const labels = wordsIn(content.language);
  const subject = releaseSubject(content, context);
  const preheader = preheaderOf(content);
  const body = bodyToHtml(content.body, {
    imageUrls: context.imageUrls,
    dateline: content.dateline,
    creditLabel: labels.credit,
    styles: await readBodyStyles(directionOf(content.language)),
    rewriteLink: counter.rewrite,
    imageWidth: COLUMN_WIDTH,
  });
  const view =
    context.viewUrl && context.clickBaseUrl ? counter.rewrite(context.viewUrl) : slotMarker('viewUrl');
  const data = {
    ...headData(content, subject, preheader),
    ...releaseData(content, context, labels, body),
    viewUrl: new SafeHtml(escapeHtml(view)),
  };
  const html = await renderTemplate('release', data);
  return { subject, preheader, html, text: releaseToText(content, context), links: counter.links };
}

/** The given line, else the subhead, else the first words of the body. */
function preheaderOf(content: ReleaseContent): string {
  const given = cleanLine(content.preheader ?? '') || cleanLine(content.subhead ?? '');
  return given || shortened(cleanLine(firstWords(content)));
}

/** As much as inboxes show, up to the end of a word. */
function shortened(text: string): string {
  if (text.length <= 140) return text;
  const cut = text.slice(0, 140);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 100))} …`;
}

function firstWords(content: ReleaseContent): string {
  const paragraph = content.body.content?.find((block) => block.type === 'paragraph');
  return (paragraph?.content ?? []).map((child) => child.text ?? ' ').join('');
}

function headData(content: ReleaseContent, title: string, preheader: string): TemplateData {
  const direction = directionOf(content.language);
  return { language: content.language, direction, rtl: direction === 'rtl', title, preheader };
}

function releaseData(
  content: ReleaseContent,
  context: RenderContext,
  labels: Words,
  body: string,
): TemplateData {
  const embargoed = content.embargo !== undefined && context.tier === 'early';
  return {
    ...noticeData(content, labels),
    embargoed,
    embargoLine: embargoed ? embargoLine(content.embargo, context.newsroomZone, content.language) : undefined,
    immediateLine:
      embargoed || content.kind === 'hold' || content.kind === 'kill' ? undefined : labels.immediateRelease,
    organisation: content.organisation.name,
    typeLabel: labels.types[content.type],
    headline: content.headline,
    subhead: content.subhead,
    ...imageData(content.image, context, labels),
    advisory: advisoryRows(content, labels).map(({ label, text }) => ({ label, text: textToHtml(text) })),
    body: new SafeHtml(body),
    contactLabel: labels.pressContact,
    contacts: content.pressContacts.map(contactData),
    aboutLabel: `${labels.about} ${content.organisation.name}`,
    boilerplate: content.boilerplate ? textToHtml(content.boilerplate) : undefined,
    ...footerData(content, context, labels),
  };
}

function noticeData(content: ReleaseContent, labels: Words): TemplateData {
  return {
    noticeBand: content.kind === 'original' ? undefined : labels.notices[content.kind].band,
    noticeStops: content.kind === 'hold' || content.kind === 'kill',
    noticeText: content.noticeText ? textToHtml(content.noticeText) : undefined,
  };
}

function imageData(image: ReleaseImage | undefined, context: RenderContext, labels: Words): TemplateData {
  const credit = image?.credit ? `${labels.credit} ${image.credit}` : '';
  const url =
    image && Object.hasOwn(context.imageUrls, image.imageId) ? context.imageUrls[image.imageId] : undefined;
  return {
    imageUrl: url,
    imageAlt: image?.alt,
    imageWords: [image?.caption ?? '', credit].filter((part) => part !== '').join(' '),
  };
}

function contactData(contact: PressContact): TemplateData {
  const tel = contact.phone?.replace(/[^+\d]/g, '');
  return {
    name: contact.name,
    role: contact.role,
    email: contact.email,
    mailto: contact.email && new SafeHtml(escapeHtml(`mailto:${encodeURI(cleanLine(contact.email))}`)),
    phone: contact.phone,
    tel: tel && `tel:${tel}`,
  };
}

function footerData(content: ReleaseContent, context: RenderContext, labels: Words): TemplateData {
  const topics = content.topics ?? [];
  return {
    reason: topics.length > 0 ? `${labels.reasonTopics} ${topics.join(', ')}` : labels.reason,
    rights: labels.rights,
    viewLabel: labels.view,
    preferencesUrl: new SafeHtml(slotMarker('preferencesUrl')),
    preferencesLabel: labels.preferences,
    unsubscribeUrl: new SafeHtml(slotMarker('unsubscribeUrl')),
    unsubscribeLabel: labels.unsubscribe,
    organisationUrl:
      whyHrefIsRefused(content.organisation.url) === null ? content.organisation.url : undefined,
    postalAddress: content.organisation.postalAddress && textToHtml(content.organisation.postalAddress),
    countedNote: context.openBaseUrl && labels.counted,
    pixelUrl:
      context.openBaseUrl && new SafeHtml(escapeHtml(context.openBaseUrl) + '/' + slotMarker('trackToken')),
  };
}
