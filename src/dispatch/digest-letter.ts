import type { SigningKeys } from '../auth/signed-token.js';
import type { TransactionalMessage } from '../auth/transactional-mail.js';
import type { Env } from '../config/env.js';
import { renderTransactional } from '../rendering/render-transactional.js';
import { wordsIn as mailWords } from '../rendering/words.js';
import { pageLanguage, wordsIn } from '../subscriptions/journalist-words.js';
import { preferencesUrl, unsubscribeUrl } from '../subscriptions/signed-links.js';
import type { DigestReader, DigestRelease } from './digest-items.js';

type Rendered = Pick<TransactionalMessage, 'subject' | 'html' | 'text'>;

/**
 * Writes digests. One that several readers share (same language, same releases) is rendered once, which takes about
 * 10 ms, and the readers' own links are put in after that.
 */
export class DigestLetters {
  private readonly rendered = new Map<string, Promise<Rendered>>();
  private readonly markers: { preferences: string; unsubscribe: string };

  constructor(
    private readonly env: Env,
    private readonly keys: SigningKeys,
  ) {
    this.markers = {
      preferences: `${env.PUBLIC_URL}/p/your-preferences`,
      unsubscribe: `${env.PUBLIC_URL}/u/your-unsubscribing`,
    };
  }

  async of(reader: DigestReader, items: DigestRelease[]): Promise<TransactionalMessage> {
    const language = pageLanguage(reader.language, this.env.NEWSROOM_LANGUAGE);
    const key = [language, reader.frequency, ...items.map((item) => item.versionId)].join(' ');
    const letter = this.rendered.get(key) ?? this.render(language, reader.frequency, items);
    this.rendered.set(key, letter);
    const { subject, html, text } = await letter;
    const preferences = preferencesUrl(this.env, this.keys, reader.contactId);
    const unsubscribe = unsubscribeUrl(this.env, this.keys, reader.contactId);
    const filled = (shared: string) =>
      shared
        .replaceAll(this.markers.preferences, preferences)
        .replaceAll(this.markers.unsubscribe, unsubscribe);
    return {
      to: reader.email,
      purpose: 'digest',
      subject,
      html: filled(html),
      text: filled(text),
      headers: this.listHeaders(unsubscribe),
    };
  }

  /** RFC 2369, RFC 2919, RFC 8058. */
  private listHeaders(unsubscribe: string): Record<string, string> {
    return {
      'List-Id': `<digest.${this.env.LIST_DOMAIN}>`,
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
  }

  private render(
    language: ReturnType<typeof pageLanguage>,
    frequency: DigestReader['frequency'],
    items: DigestRelease[],
  ): Promise<Rendered> {
    const organisation = this.env.ORGANISATION;
    return renderTransactional('digest', {
      language,
      organisation: { name: organisation, url: this.env.PUBLIC_URL, postalAddress: this.env.POSTAL_ADDRESS },
      subject: wordsIn(language)(`mail.digest.${frequency}`, { organisation }),
      items: items.map((item) => ({
        headline: item.headline,
        url: `${this.env.PUBLIC_URL}/r/${item.publicId}`,
        meta: `${labelOf(item, language)} · ${this.dateOf(item, language)}`,
        ...(item.subhead === '' ? {} : { excerpt: item.subhead }),
      })),
      preferencesUrl: this.markers.preferences,
      unsubscribeUrl: this.markers.unsubscribe,
    });
  }

  private dateOf({ openedAt }: DigestRelease, language: string): string {
    return openedAt.toLocaleDateString(language, { dateStyle: 'long', timeZone: this.env.NEWSROOM_ZONE });
  }
}

function labelOf({ kind, type }: DigestRelease, language: string): string {
  const words = mailWords(language);
  return kind === 'original' ? words.types[type] : words.notices[kind].band;
}
