import { cleanLine } from './clean-text.js';
import type { Organisation } from './release-content.js';
import { fillWords, nameWithin, wordsIn } from './words.js';

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
    /** Set off from all else, with a button of its own. */
    apart?: { text: string; button: { label: string; url: string } };
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
  apart?: { text: string; button: { label: string; url: string } };
  items: DigestItem[];
  /** Preferences and unsubscribe, for mails to subscribers. */
  footerLinks?: { preferencesUrl: string; unsubscribeUrl: string };
  reason: string;
}

type Writers = { [Name in TransactionalName]: (data: TransactionalData[Name]) => Letter };

const PLAIN = { topics: [], items: [] };

const WRITERS: Writers = {
  'sign-in': ({ language, organisation, url, minutes }) => {
    const words = wordsIn(language).signIn;
    const name = nameWithin(language, cleanLine(organisation.name));
    const values = { organisation: name, minutes: String(minutes) };
    const subject = fillWords(words.subject, values);
    const button = { label: words.button, url };
    return {
      ...PLAIN,
      subject,
      title: subject,
      paragraphs: [fillWords(words.body, values)],
      button,
      reason: words.reason,
    };
  },
  'confirm-subscription': ({ language, organisation, url, topics, days }) => {
    const words = wordsIn(language).confirm;
    const name = nameWithin(language, cleanLine(organisation.name));
    const subject = fillWords(words.subject, { organisation: name });
    const button = { label: words.button, url };
    const reason = fillWords(words.reason, { days: String(days) });
    return { ...PLAIN, subject, title: subject, paragraphs: [words.body], topics, button, reason };
  },
  'early-access-code': ({ language, code, minutes, headline }) => {
    const words = wordsIn(language).code;
    const title = cleanLine(headline ?? '');
    const values = {
      code: cleanLine(code),
      minutes: String(minutes),
      headline: nameWithin(language, title),
    };
    const subject = fillWords(words.subject, values);
    const body = title === '' ? words.body : words.bodyWithHeadline;
    const paragraphs = [fillWords(body, values), fillWords(words.validity, values)];
    return { ...PLAIN, subject, title: subject, paragraphs, code, reason: words.reason };
  },
  notice: (data) => ({
    ...PLAIN,
    subject: cleanLine(data.subject),
    title: cleanLine(data.title ?? data.subject),
    paragraphs: data.paragraphs,
    button: data.button,
    apart: data.apart,
    reason:
      data.reason ??
      fillWords(wordsIn(data.language).noticeReason, {
        organisation: nameWithin(data.language, cleanLine(data.organisation.name)),
      }),
  }),
  digest: ({ preferencesUrl, unsubscribeUrl, ...data }) => ({
    ...PLAIN,
    subject: cleanLine(data.subject),
    title: cleanLine(data.title ?? data.subject),
    paragraphs: data.paragraphs ?? [],
    items: data.items,
    footerLinks: { preferencesUrl, unsubscribeUrl },
    reason: data.reason ?? wordsIn(data.language).reason,
  }),
};

export function writeLetter<Name extends TransactionalName>(
  name: Name,
  data: TransactionalData[Name],
): Letter {
  return WRITERS[name](data);
}
