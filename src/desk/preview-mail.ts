import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import { type MailTier, type SampleMail, sampleMail } from '../delivery/sample-mail.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';

/** Wide enough for the column of a mail. */
const VARIANT = 'w1280.jpg';

/** A mail of one's own to look at: the pictures are attached, since their public address does not answer yet. */
export interface TestMail {
  subject: string;
  html: string;
  text: string;
  pictures: { contentId: string; mediaType: string; content: Buffer }[];
}

/** As the sending will make it, with its pictures inside: the frame that shows it may load nothing. */
export async function previewMail(
  manager: EntityManager,
  env: Env,
  version: ReleaseVersion,
  tier: MailTier,
): Promise<SampleMail> {
  const { html, ...rest } = await sampleMail(manager, env, version, tier);
  const pictures = await picturesOf(manager, env, html);
  const asData = (id: string) => `data:image/jpeg;base64,${pictures.get(id)?.toString('base64')}`;
  return { ...rest, html: withPictures(env, html, pictures, asData) };
}

export async function testMail(
  manager: EntityManager,
  env: Env,
  version: ReleaseVersion,
  tier: MailTier,
): Promise<TestMail> {
  const { html, subject, text } = await sampleMail(manager, env, version, tier);
  const pictures = await picturesOf(manager, env, html);
  const attached = [...pictures].map(([contentId, content]) => ({
    ...{ contentId, content, mediaType: 'image/jpeg' },
  }));
  const shown = withPictures(env, html, pictures, (id) => `cid:${id}`);
  return { subject: `[Test] ${subject}`, html: shown, text, pictures: attached };
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
