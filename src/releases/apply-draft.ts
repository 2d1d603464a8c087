import { type EntityManager, In } from 'typeorm';
import { invalid } from '../errors/domain-error.js';
import { Asset } from './asset.entity.js';
import { parseEmbargo, type WallTime } from './embargo.js';
import type { Advisory, AttachedFile, EventTime, LeadImage } from './release-content.js';
import type { DraftFields } from './release-fields.js';
import type { ReleaseVersion } from './release-version.entity.js';

/**
 * Puts what was typed into a version. Hashes, sizes and names of images and files come from the database, never from
 * the request, so that an approval binds what is really shown.
 * @throws DomainError `invalid` when an image or file does not exist or a time of an advisory cannot be
 */
export async function applyDraft(
  manager: EntityManager,
  version: ReleaseVersion,
  { advisory, image, files, ...plain }: DraftFields,
): Promise<void> {
  const given = Object.entries(plain).filter(([, value]) => value !== undefined);
  Object.assign(version, Object.fromEntries(given));
  if (advisory !== undefined) version.advisory = advisory && placedInTime(advisory);
  if (image !== undefined) version.image = image && (await leadImage(manager, image));
  if (files !== undefined) version.files = await attachedFiles(manager, files);
  await refuseUnknownBodyImages(manager, version);
}

function placedInTime(advisory: NonNullable<DraftFields['advisory']>): Advisory {
  return {
    ...advisory,
    starts: eventTime(advisory.starts, 'advisory.starts'),
    ends: eventTime(advisory.ends, 'advisory.ends'),
  };
}

function eventTime(time: WallTime | null, field: string): EventTime | null {
  if (time === null) return null;
  const { wall, zone, instant } = parseEmbargo(time, field);
  return { wall, zone, at: instant.toISOString() };
}

async function leadImage(
  manager: EntityManager,
  given: NonNullable<DraftFields['image']>,
): Promise<LeadImage> {
  const asset = await manager.findOneBy(Asset, { publicId: given.imageId, kind: 'image' });
  if (!asset) throw invalid('image', 'This picture is not here. Upload it again.');
  const { width, height, sha256 } = asset;
  return { ...given, sha256: sha256.toString('hex'), width: width ?? 0, height: height ?? 0 };
}

async function attachedFiles(
  manager: EntityManager,
  given: NonNullable<DraftFields['files']>,
): Promise<AttachedFile[]> {
  const assets = await manager.findBy(Asset, { publicId: In(given.map(({ fileId }) => fileId)) });
  return given.map(({ fileId, name }) => {
    const asset = assets.find(({ publicId }) => publicId === fileId);
    if (!asset) throw invalid('files', 'One of these files is not here. Upload it again.');
    const { sha256, mediaType, bytes, fileName } = asset;
    return { fileId, sha256: sha256.toString('hex'), name: name || fileName, mediaType, bytes };
  });
}

async function refuseUnknownBodyImages(manager: EntityManager, { body }: ReleaseVersion): Promise<void> {
  const ids = (body.content ?? [])
    .filter(({ type }) => type === 'image')
    .map(({ attrs }) => String(attrs?.['imageId']));
  if (ids.length === 0) return;
  const known = await manager.countBy(Asset, { publicId: In(ids), kind: 'image' });
  if (known !== new Set(ids).size)
    throw invalid('body', 'A picture in the text is not here. Upload it again.');
}
