import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { topicsOfAudience } from '../releases/topics-of-audience.js';
import { escapeHtml } from '../rendering/escape-html.js';
import { fillSlots } from '../rendering/slot-markers.js';
import { renderVersion } from './mail-of-version.js';

export type MailTier = 'early' | 'general';

/** A version as a recipient will get it, with links that lead nowhere. */
export interface SampleMail {
  subject: string;
  preheader: string;
  html: string;
  text: string;
  /** Of the HTML as it is sent: Gmail cuts it at 102 KB. */
  bytes: number;
}

/** Renders it as the sending will. Takes about 10 ms. */
export async function sampleMail(
  manager: EntityManager,
  env: Env,
  version: ReleaseVersion,
  tier: MailTier,
): Promise<SampleMail> {
  const topics = await topicNames(manager, topicsOfAudience(version.audience));
  const { subject, preheader, ...mail } = await renderVersion(manager, env, version, topics, tier);
  const links = sampleLinks(env);
  const html = fillSlots(mail.html, links, escapeHtml);
  return { subject, preheader, html, text: fillSlots(mail.text, links), bytes: Buffer.byteLength(html) };
}

/** Without an embargo there is nothing to be early for. */
export function tierShown(version: ReleaseVersion, asked: string | undefined): MailTier {
  return version.embargoAt !== null && asked === 'early' ? 'early' : 'general';
}

/** Stand in for the recipient's own links: a mail to look at must not unsubscribe anybody. */
export function sampleLinks(env: Env): Record<string, string> {
  return {
    viewUrl: `${env.PUBLIC_URL}/r/preview`,
    preferencesUrl: `${env.PUBLIC_URL}/p/preview`,
    unsubscribeUrl: `${env.PUBLIC_URL}/u/preview`,
    trackToken: 'preview',
  };
}

export async function topicNames(manager: EntityManager, ids: number[]): Promise<string[]> {
  const rows = await manager.query<{ name: string }[]>(
    `select name from topic where id = any ($1) order by name`,
    [ids],
  );
  return rows.map(({ name }) => name);
}
