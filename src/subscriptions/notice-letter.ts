import type { SigningKeys } from '../auth/signed-token.js';
import type { TransactionalMessage } from '../auth/transactional-mail.js';
import type { Env } from '../config/env.js';
import { renderTransactional } from '../rendering/render-transactional.js';
import { type PageLanguage, pageLanguage, wordsIn } from './journalist-words.js';
import { objectionUrl, preferencesUrl } from './signed-links.js';

type Writing = Pick<
  Env,
  'ORGANISATION' | 'POSTAL_ADDRESS' | 'PRESS_ADDRESS' | 'PUBLIC_URL' | 'NEWSROOM_LANGUAGE' | 'NEWSROOM_ZONE'
>;

/** Who is told, and where the list has them from. */
export interface NoticeReader {
  contactId: number;
  email: string;
  languages: string[];
  source: string;
  sourceAt: Date;
}

/**
 * What GDPR Art. 14(1) and (2) ask for, in sentences: who keeps what, from where and since when, why and on what ground,
 * for how long, who else gets it, the rights, and apart from all else (Art. 21(4)) the right to object.
 */
export function noticeParagraphs(
  env: Pick<Env, 'ORGANISATION' | 'PRESS_ADDRESS' | 'NEWSROOM_ZONE'>,
  language: PageLanguage,
  { source, sourceAt }: Pick<NoticeReader, 'source' | 'sourceAt'>,
): string[] {
  const t = wordsIn(language);
  const style = { dateStyle: 'long', timeZone: env.NEWSROOM_ZONE } as const;
  const date = new Intl.DateTimeFormat(language, style).format(sourceAt);
  const values = { organisation: env.ORGANISATION, date, source, press: env.PRESS_ADDRESS };
  return [
    t('mail.notice.text1', values),
    t('mail.notice.text2', values),
    t('mail.notice.text3', values),
    t('mail.notice.objectText'),
  ];
}

/** The notice to one person, with their own links. The button of their mail program objects too (RFC 8058). */
export async function writeNotice(
  env: Writing,
  keys: SigningKeys,
  reader: NoticeReader,
): Promise<{ message: TransactionalMessage; textShown: string }> {
  const language = pageLanguage(...reader.languages, env.NEWSROOM_LANGUAGE);
  const t = wordsIn(language);
  const all = noticeParagraphs(env, language, reader);
  const objection = objectionUrl(env, keys, reader.contactId);
  const letter = await renderTransactional('notice', {
    language,
    organisation: { name: env.ORGANISATION, postalAddress: env.POSTAL_ADDRESS },
    subject: t('mail.notice.subject', { organisation: env.ORGANISATION }),
    paragraphs: all.slice(0, -1),
    button: { label: t('mail.notice.see'), url: preferencesUrl(env, keys, reader.contactId) },
    apart: { text: all.at(-1) ?? '', button: { label: t('mail.notice.object'), url: objection } },
  });
  const message: TransactionalMessage = {
    to: reader.email,
    purpose: 'notice',
    ...letter,
    headers: {
      'List-Unsubscribe': `<${objection}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    bounces: { mail: 'notice', id: reader.contactId },
  };
  return { message, textShown: all.join('\n\n') };
}
