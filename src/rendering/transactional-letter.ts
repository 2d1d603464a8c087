import { cleanLine } from './clean-text.js';
import type { Organisation } from './release-content.js';
import { releaseLabels } from './release-labels.js';
import { transactionalWords } from './transactional-words.js';

interface Frame {
  /** BCP 47. */
  language: string;
  organisation: Organisation;
}

export interface DigestItem {
  headline: string;
  url: string;
  /** "Press release · 24 November 2026". */
  meta: string;
  excerpt?: string;
}

/** What each single mail needs, by the name of its template. */
export interface TransactionalData {
  'sign-in': Frame & { url: string; minutes: number };
  'confirm-subscription': Frame & { url: string; topics: string[]; days: number };
  'early-access-code': Frame & { code: string; minutes: number; headline?: string };
  notice: Frame & {
    subject: string;
    title?: string;
    paragraphs: string[];
    button?: { label: string; url: string };
    reason?: string;
  };
  digest: Frame & {
    subject: string;
    title?: string;
    paragraphs?: string[];
    items: DigestItem[];
    reason?: string;
    preferencesUrl: string;
    unsubscribeUrl: string;
  };
}

export type TransactionalName = keyof TransactionalData;

/** A single mail in words, before it becomes HTML or text. */
export interface Letter {
  subject: string;
  title: string;
  paragraphs: string[];
  topics: string[];
  code?: string;
  button?: { label: string; url: string };
  items: DigestItem[];
  /** Preferences and unsubscribe, for mails to subscribers. */
  footerLinks?: { preferencesUrl: string; unsubscribeUrl: string };
  reason: string;
}

type Writers = { [Name in TransactionalName]: (data: TransactionalData[Name]) => Letter };

const WRITERS: Writers = {
  'sign-in': (data) => {
    const words = transactionalWords(data.language).signIn;
    const subject = words.subject(cleanLine(data.organisation.name));
    const button = { label: words.button, url: data.url };
    return {
      subject,
      title: subject,
      paragraphs: words.body(data.minutes),
      topics: [],
      items: [],
      button,
      reason: words.reason,
    };
  },
  'confirm-subscription': (data) => {
    const words = transactionalWords(data.language).confirm;
    const subject = words.subject(cleanLine(data.organisation.name));
    const button = { label: words.button, url: data.url };
    const reason = words.reason(data.days);
    return {
      subject,
      title: subject,
      paragraphs: words.body,
      topics: data.topics,
      items: [],
      button,
      reason,
    };
  },
  'early-access-code': (data) => {
    const words = transactionalWords(data.language).code;
    const subject = words.subject(cleanLine(data.code));
    const paragraphs = words.body(data.minutes, cleanLine(data.headline ?? ''));
    return {
      subject,
      title: subject,
      paragraphs,
      topics: [],
      code: data.code,
      items: [],
      reason: words.reason,
    };
  },
  notice: (data) => ({
    subject: cleanLine(data.subject),
    title: cleanLine(data.title ?? data.subject),
    paragraphs: data.paragraphs,
    topics: [],
    button: data.button,
    items: [],
    reason: data.reason ?? transactionalWords(data.language).notice.reason(cleanLine(data.organisation.name)),
  }),
  digest: ({ preferencesUrl, unsubscribeUrl, ...data }) => ({
    subject: cleanLine(data.subject),
    title: cleanLine(data.title ?? data.subject),
    paragraphs: data.paragraphs ?? [],
    topics: [],
    items: data.items,
    footerLinks: { preferencesUrl, unsubscribeUrl },
    reason: data.reason ?? releaseLabels(data.language).reason,
  }),
};

export function writeLetter<Name extends TransactionalName>(
  name: Name,
  data: TransactionalData[Name],
): Letter {
  return WRITERS[name](data);
}
