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

/** A mail of one's own to look at: the pictures are attached, since their public address does not answer yet. */
export interface TestMail {
  subject: string;
  html: string;
  text: string;
  pictures: { contentId: string; mediaType: string; content: Buffer }[];
}

/** Renders it as the sending will. Takes about 10 ms. */
export async function previewMail(
  manager: EntityManager,
  env: Env,
  version: ReleaseVersion,
  tier: PreviewTier,
): Promise<PreviewMail> {
  const { html, ...rest } = await filledMail(manager, env, version, tier);
  const pictures = await picturesOf(manager, env, html);
  const asData = (id: string) => `data:image/jpeg;base64,${pictures.get(id)?.toString('base64')}`;
  return { ...rest, bytes: Buffer.byteLength(html), html: withPictures(env, html, pictures, asData) };
}

export async function testMail(
  manager: EntityManager,
  env: Env,
  version: ReleaseVersion,
  tier: PreviewTier,
): Promise<TestMail> {
  const { html, subject, text } = await filledMail(manager, env, version, tier);
  const pictures = await picturesOf(manager, env, html);
  const attached = [...pictures].map(([contentId, content]) => ({
    ...{ contentId, content, mediaType: 'image/jpeg' },
  }));
  const shown = withPictures(env, html, pictures, (id) => `cid:${id}`);
  return { subject: `[Test] ${subject}`, html: shown, text, pictures: attached };
}

async function filledMail(
  manager: EntityManager,
  env: Env,
  version: ReleaseVersion,
  tier: PreviewTier,
): Promise<Omit<PreviewMail, 'bytes'>> {
  const topics = await topicNames(manager, topicsOfAudience(version.audience));
  const { subject, preheader, html, text } = await renderVersion(manager, env, version, topics, tier);
  const links = sampleLinks(env);
  return { subject, preheader, html: fillSlots(html, links, escapeHtml), text: fillSlots(text, links) };
}

/** Without an embargo there is nothing to be early for. */
export function tierShown(version: ReleaseVersion, asked: string | undefined): PreviewTier {
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

/** Both addresses that a picture has in a mail: attached before the lift, public after it. */
function pictureAddress(env: Env): RegExp {
  return new RegExp(`(?:cid:|${escaped(env.PUBLIC_URL)}/media/)([\\w-]{16,64})(?:/w\\d+\\.jpg)?`, 'g');
}

/** The pictures that a mail shows, by their public id. */
async function picturesOf(manager: EntityManager, env: Env, html: string): Promise<Map<string, Buffer>> {
  const ids = [...html.matchAll(pictureAddress(env))].map((match) => match[1] as string);
  const rows = await manager.query<{ id: string; content: Buffer }[]>(
    `select a.public_id as id, c.content from asset a
       join asset_content c on c.asset_id = a.id and c.variant = $2 where a.public_id = any ($1)`,
    [[...new Set(ids)], VARIANT],
  );
  return new Map(rows.map(({ id, content }) => [id, content]));
}

function withPictures(
  env: Env,
  html: string,
  pictures: ReadonlyMap<string, Buffer>,
  addressOf: (id: string) => string,
): string {
  return html.replaceAll(pictureAddress(env), (whole, id: string) =>
    pictures.has(id) ? addressOf(id) : whole,
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
