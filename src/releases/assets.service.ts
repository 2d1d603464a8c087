import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { type Actor, staffUserId } from '../auth/actor.js';
import { DomainError, invalid } from '../errors/domain-error.js';
import { cleanLine } from '../rendering/clean-text.js';
import { AssetContent } from './asset-content.entity.js';
import { Asset } from './asset.entity.js';
import { mediaTypeOf } from './media-type-of.js';
import { newPublicId } from './new-public-id.js';
import { type ImageVariant, prepareImage } from './prepare-image.js';

/** 25 MB: what most mail servers and offices let through. */
export const LARGEST_UPLOAD = 25 * 1024 * 1024;

export interface Upload {
  fileName: string;
  content: Buffer;
}

/** Takes in the pictures and files of releases. */
@Injectable()
export class AssetsService {
  constructor(private readonly source: DataSource) {}

  /** A picture in all sizes that are shown. @throws DomainError `invalid` at `image`, `too_large` */
  async addImage(actor: Actor, { fileName, content }: Upload): Promise<Asset> {
    refuseTooLarge(content);
    const { variants, width, height, mediaType, rights } = await prepareImage(content);
    const facts = { kind: 'image' as const, mediaType, width, height, rights };
    return this.keep(actor, { ...facts, fileName: safeName(fileName) }, variants);
  }

  /** A file to download, kept byte for byte. @throws DomainError `invalid` at `files`, `too_large` */
  async addFile(actor: Actor, { fileName, content }: Upload): Promise<Asset> {
    refuseTooLarge(content);
    const mediaType = mediaTypeOf(fileName);
    if (content.length === 0) throw invalid('files', 'This file is empty.');
    const facts = { kind: 'file' as const, mediaType, width: null, height: null, rights: {} };
    return this.keep(actor, { ...facts, fileName: safeName(fileName) }, [
      { name: 'original', mediaType, content },
    ]);
  }

  private async keep(
    actor: Actor,
    facts: Pick<Asset, 'kind' | 'mediaType' | 'width' | 'height' | 'rights' | 'fileName'>,
    variants: ImageVariant[],
  ): Promise<Asset> {
    const original = variants.find(({ name }) => name === 'original')?.content ?? Buffer.alloc(0);
    return this.source.transaction(async (manager) => {
      const asset = await manager.save(Asset, {
        ...facts,
        publicId: newPublicId(),
        bytes: original.length,
        sha256: createHash('sha256').update(original).digest(),
        createdBy: staffUserId(actor),
      });
      await keepVariants(manager, asset.id, variants);
      const { publicId, fileName, bytes } = asset;
      const detail = { publicId, fileName, bytes };
      await record(manager, {
        actor,
        action: 'asset.added',
        subjectType: 'asset',
        subjectId: asset.id,
        detail,
      });
      return manager.findOneByOrFail(Asset, { id: asset.id });
    });
  }
}

async function keepVariants(
  manager: EntityManager,
  assetId: number,
  variants: ImageVariant[],
): Promise<void> {
  await manager.insert(
    AssetContent,
    variants.map(({ name, mediaType, content }) => ({ assetId, variant: name, mediaType, content })),
  );
}

function refuseTooLarge(content: Buffer): void {
  if (content.length <= LARGEST_UPLOAD) return;
  throw new DomainError('too_large', `A file may have at most ${LARGEST_UPLOAD / 1024 / 1024} MB.`);
}

/** The last part of whatever path a browser sent, without characters that a file system or a header cannot take. */
function safeName(fileName: string): string {
  const last = cleanLine(fileName).split(/[\\/]/).at(-1) ?? '';
  const safe = last.replaceAll(/[<>:"|?*;]/g, '_').replace(/^\.+/, '');
  return safe.slice(-150) || 'file';
}
