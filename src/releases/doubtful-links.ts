import { isWebHref, whyHrefIsRefused } from '../rendering/link-href.js';
import type { BodyNode } from '../rendering/parse-body.js';
import { at, look, type Problem, stop } from './preflight-problem.js';

/** A link as it stands in a text. */
export interface WrittenLink {
  href: string;
  /** The words that lead there. */
  text: string;
}

// Names that no reader can reach: RFC 2606, RFC 6761, RFC 6762, and the addresses of one's own network.
const PLACEHOLDER_HOST =
  /(^|\.)(example(\.(com|org|net))?|localhost|test|invalid|local|internal|home\.arpa)$|^(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\.[\d.]+$|^\[(::1|f[cd].*|fe80.*)\]$/i;
const SHORTENERS = new Set([
  'bit.ly',
  'tinyurl.com',
  't.co',
  'goo.gl',
  'ow.ly',
  'is.gd',
  'buff.ly',
  'rb.gy',
  'cutt.ly',
]);
const ADDRESS_IN_WORDS = /^(?:https?:\/\/)?((?:[a-z\d-]+\.)+[a-z]{2,})(?:[/?#:].*)?$/i;
const MAIL_ADDRESS = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/;
/** Says nothing to those who read a list of the links alone, as screen readers offer it. */
const EMPTY_WORDS = /^(click )?(here|this( link)?|link|read more|more)$/i;

/**
 * What is doubtful about the links of a text, without asking the network: the check is the same at any time, and the
 * hosts of a release under embargo learn nothing. Whether a page exists is not known.
 */
export function doubtfulLinks(body: BodyNode, language: string): Problem[] {
  return linksOf(body).flatMap((link) => {
    const doubt = doubtOf(link, language);
    return doubt ? [at(doubt, link.href)] : [];
  });
}

function doubtOf(link: WrittenLink, language: string): Problem | null {
  const { href, text } = link;
  if (MAIL_ADDRESS.test(href))
    return stop('mail link', 'body', `The link ${href} needs “mailto:” before it.`);
  const refused = whyHrefIsRefused(href);
  if (refused !== null)
    return stop('link', 'body', `The link ${href.slice(0, 80)} cannot be used: ${refused}.`);
  if (text.trim() === '') return look('empty link', 'body', `No words lead to ${href}. Take the link away.`);
  if (!isWebHref(href)) return doubtOfMail(href);
  return doubtOfWeb(link) ?? doubtOfWords(link, language);
}

function doubtOfMail(href: string): Problem | null {
  const address = decodeURIComponent(new URL(href).pathname.replaceAll(/%(?![\da-f]{2})/gi, '%25'));
  if (address.split(',').every((each) => MAIL_ADDRESS.test(each.trim()))) return null;
  return stop('mail link', 'body', `${href} is not a mail address.`);
}

function doubtOfWeb({ href, text }: WrittenLink): Problem | null {
  const { hostname, protocol } = new URL(href);
  if (PLACEHOLDER_HOST.test(hostname))
    return look('placeholder link', 'body', `${href} is a placeholder, or only you can open it.`);
  if (protocol === 'http:') return look('insecure link', 'body', `${href} is not encrypted. Is there https?`);
  if (SHORTENERS.has(bare(hostname)))
    return look(
      'short link',
      'body',
      `${href} hides where it leads; spam filters dislike that. Give the page itself.`,
    );
  const shown = ADDRESS_IN_WORDS.exec(text.trim())?.[1];
  if (shown !== undefined && bare(shown) !== bare(hostname))
    return look(
      'other link',
      'body',
      `The words say ${shown}, the link leads to ${hostname}. Filters take that for fraud.`,
    );
  return null;
}

function doubtOfWords({ text }: WrittenLink, language: string): Problem | null {
  if (!language.startsWith('en') || !EMPTY_WORDS.test(text.trim())) return null;
  return look('link words', 'body', `“${text.trim()}” does not say where the link leads. Name the page.`);
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^www\./, '');
}

/** In the order of the text; neighbours with the same address are one link, as bold words in it part it. */
export function linksOf(node: BodyNode): WrittenLink[] {
  const links: WrittenLink[] = [];
  let isOpen = false;
  for (const child of node.content ?? []) {
    const href = hrefOf(child);
    const last = links.at(-1);
    if (href === undefined) links.push(...linksOf(child));
    else if (isOpen && last?.href === href) last.text += child.text ?? '';
    else links.push({ href, text: child.text ?? '' });
    isOpen = href !== undefined;
  }
  return links;
}

function hrefOf({ marks = [] }: BodyNode): string | undefined {
  return marks.find(({ type }) => type === 'link')?.attrs?.['href'];
}
