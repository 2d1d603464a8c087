import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import { renderVersion } from '../delivery/mail-of-version.js';
import { topicsOfAudience } from '../releases/topics-of-audience.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { escapeHtml } from '../rendering/escape-html.js';
import { fillSlots } from '../rendering/slot-markers.js';

export type PreviewTier = 'early' | 'general';

/** A version as a recipient will get it, with links that lead nowhere. */
export interface PreviewMail {
  subject: string;
  preheader: string;
  /** Pictures are inside it, because the frame that shows it may load nothing. */
  html: string;
  text: string;
  /** Of the HTML as it is sent: Gmail cuts it at 102 KB. */
  bytes: number;
}

/** Wide enough for the column of a mail. */
const VARIANT = 'w1280.jpg';

/** Renders it as the sending will. Takes about 10 ms. */
export async function previewMail(
  manager: EntityManager,
  env: Env,
  version: ReleaseVersion,
  tier: PreviewTier,
): Promise<PreviewMail> {
  const topics = await topicNames(manager, topicsOfAudience(version.audience));
  const { subject, preheader, html, text } = await renderVersion(manager, env, version, topics, tier);
  const links = sampleLinks(env);
  const filled = fillSlots(html, links, escapeHtml);
  return {
    ...{ subject, preheader, text: fillSlots(text, links), bytes: Buffer.byteLength(filled) },
    html: await withPictures(manager, env, filled),
  };
}

/** Without an embargo there is nothing to be early for. */
export function tierShown(version: ReleaseVersion, asked: string | undefined): PreviewTier {
  return version.embargoAt !== null && asked === 'early' ? 'early' : 'general';
}

function sampleLinks(env: Env): Record<string, string> {
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

/** Both addresses that a picture has in a mail: attached before the lift, public after it. */
async function withPictures(manager: EntityManager, env: Env, html: string): Promise<string> {
  const address = new RegExp(
    `(?:cid:|${escaped(env.PUBLIC_URL)}/media/)([\\w-]{16,64})(?:/w\\d+\\.jpg)?`,
    'g',
  );
  const ids = [...new Set([...html.matchAll(address)].map((match) => match[1] as string))];
  const pictures = new Map(
    await Promise.all(ids.map(async (id) => [id, await asData(manager, id)] as const)),
  );
  return html.replaceAll(address, (whole, id: string) => pictures.get(id) ?? whole);
}

async function asData(manager: EntityManager, publicId: string): Promise<string | undefined> {
  const [row] = await manager.query<{ content: Buffer }[]>(
    `select c.content from asset a join asset_content c on c.asset_id = a.id and c.variant = $2
      where a.public_id = $1`,
    [publicId, VARIANT],
  );
  return row && `data:image/jpeg;base64,${row.content.toString('base64')}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
