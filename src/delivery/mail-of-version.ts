import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { shortEmbargoTime } from '../rendering/embargo-line.js';
import type { Attachment } from '../rendering/mime-parts.js';
import type { MessageHeaders } from '../rendering/mime-template.js';
import type { AdvisoryBlock, ReleaseContent, RenderedRelease } from '../rendering/release-content.js';
import { renderRelease } from '../rendering/render-release.js';

/** Width in pixels of the picture that mails show; twice the column, for dense screens. */
const IMAGE_VARIANT = 'w1280';

/**
 * A version as the mail it will be, with slots open. The desk's preview and the sending use the same.
 * Before the lift pictures travel inside the mail, because their public address does not answer yet.
 * `counted` puts a slot for the recipient's token into the links of the body and the one to the release (engagement/).
 */
export async function renderVersion(
  manager: EntityManager,
  env: Env,
  version: ReleaseVersion,
  topics: string[],
  tier: 'early' | 'general',
  links: 'plain' | 'counted' = 'plain',
): Promise<RenderedRelease & { attachments: Attachment[] }> {
  const attachments = tier === 'early' ? await inlineImages(manager, version) : [];
  const rendered = await renderRelease(contentOf(env, version, topics), {
    tier: tier === 'early' ? 'early' : 'everyone',
    newsroomZone: env.NEWSROOM_ZONE,
    imageUrls: imageUrls(env, version, tier),
    ...(links === 'counted' ? countedLinks(env, version) : {}),
  });
  return { ...rendered, attachments };
}

export function mailHeaders(env: Env, version: ReleaseVersion): MessageHeaders {
  return {
    from: { name: env.ORGANISATION, address: env.PRESS_ADDRESS },
    list: {
      id: `releases.${env.LIST_DOMAIN}`,
      name: env.ORGANISATION,
      help: `${env.PUBLIC_URL}/subscribe`,
      owner: `mailto:${env.PRESS_ADDRESS}`,
      archive: env.PUBLIC_URL,
    },
    feedbackId: `${version.releaseId}:${version.type}:${version.kind}:dateline`,
  };
}

function countedLinks(env: Env, version: ReleaseVersion) {
  return {
    clickBaseUrl: `${env.PUBLIC_URL}/l`,
    openBaseUrl: `${env.PUBLIC_URL}/o`,
    viewUrl: releaseUrl(env, version),
  };
}

/** Where everybody finds the release after its lift. */
export function releaseUrl(env: Env, version: Pick<ReleaseVersion, 'release'>): string {
  return `${env.PUBLIC_URL}/r/${version.release?.publicId ?? ''}`;
}

function contentOf(env: Env, version: ReleaseVersion, topics: string[]): ReleaseContent {
  const { embargoAt, embargoZone } = version;
  return {
    ...version,
    noticeText: version.notice,
    subject: version.subject || undefined,
    preheader: version.preheader || undefined,
    boilerplate: version.boilerplate || undefined,
    image: version.kind === 'kill' ? undefined : (version.image ?? undefined),
    advisory: version.advisory ? advisoryBlock(version) : undefined,
    organisation: { name: env.ORGANISATION, url: env.PUBLIC_URL, postalAddress: env.POSTAL_ADDRESS },
    embargo: embargoAt && embargoZone ? { instant: embargoAt.toISOString(), zone: embargoZone } : undefined,
    topics,
  };
}

function advisoryBlock(version: ReleaseVersion): AdvisoryBlock {
  const advisory = version.advisory as NonNullable<ReleaseVersion['advisory']>;
  const times = [advisory.starts, advisory.ends].filter((time) => time !== null);
  const when = times
    .map((time) => shortEmbargoTime({ instant: time.at, zone: time.zone }, version.language))
    .join(' – ');
  return { who: advisory.who, what: advisory.what, where: advisory.where, when, more: advisory.more };
}

function imageIds(version: ReleaseVersion): string[] {
  const inBody = JSON.stringify(version.body).matchAll(/"imageId":"([\w-]+)"/g);
  const lead = version.image ? [version.image.imageId] : [];
  return [...new Set([...lead, ...[...inBody].map((match) => match[1] as string)])];
}

function imageUrls(env: Env, version: ReleaseVersion, tier: 'early' | 'general'): Record<string, string> {
  const urlOf = (id: string) =>
    tier === 'early' ? `cid:${id}` : `${env.PUBLIC_URL}/media/${id}/${IMAGE_VARIANT}.jpg`;
  return Object.fromEntries(imageIds(version).map((id) => [id, urlOf(id)]));
}

async function inlineImages(manager: EntityManager, version: ReleaseVersion): Promise<Attachment[]> {
  const rows = await manager.query<{ id: string; name: string; content: Buffer }[]>(
    `select a.public_id as id, a.file_name as name, c.content from asset a
       join asset_content c on c.asset_id = a.id and c.variant = $2 where a.public_id = any ($1)`,
    [imageIds(version), `${IMAGE_VARIANT}.jpg`],
  );
  return rows.map(({ id, name, content }) => ({
    filename: name.replace(/\.\w+$/, '.jpg'),
    contentType: 'image/jpeg',
    content,
    contentId: id,
  }));
}
