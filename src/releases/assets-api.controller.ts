import type {} from '@fastify/multipart';
import { Controller, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers, TakesUpload } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { DomainError, invalid } from '../errors/domain-error.js';
import type { Asset } from './asset.entity.js';
import { AssetsService, LARGEST_UPLOAD, type Upload } from './assets.service.js';

/** As the file itself says. */
const rights = z.object({
  credit: z.string().optional(),
  copyright: z.string().optional(),
  description: z.string().optional(),
});
const assetAnswer = z
  .object({
    id: z.string(),
    fileName: z.string(),
    mediaType: z.string(),
    bytes: z.number(),
    width: z.number().nullable(),
    height: z.number().nullable(),
    sha256: z.string(),
    rights,
  })
  .meta({ id: 'Asset' });

/** What a program or the editor needs of an asset that it added. */
export type AssetJson = z.output<typeof assetAnswer>;

/** A file of a multipart request, as the API's description says it. */
const file = z.string().meta({ contentMediaType: 'application/octet-stream' });

/** Uploads, as `multipart/form-data` with one file. */
@Controller('api')
export class AssetsApiController {
  constructor(private readonly assets: AssetsService) {}

  @Post('images')
  @Permit('releases.write')
  @TakesUpload(z.object({ image: file }))
  @Answers(assetAnswer)
  async addImage(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<AssetJson> {
    return assetJson(await this.assets.addImage(actor, await uploadOf(request, 'image')));
  }

  @Post('files')
  @Permit('releases.write')
  @TakesUpload(z.object({ files: file }))
  @Answers(assetAnswer)
  async addFile(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<AssetJson> {
    return assetJson(await this.assets.addFile(actor, await uploadOf(request, 'files')));
  }
}

/** The one file of a multipart request. @throws DomainError `invalid` at `field`, `too_large` */
export async function uploadOf(request: FastifyRequest, field: string): Promise<Upload> {
  if (!request.isMultipart()) throw invalid(field, 'Send the file as multipart/form-data.');
  const part = await request.file({ limits: { fileSize: LARGEST_UPLOAD, files: 1 } });
  if (!part?.filename) throw invalid(field, 'Choose a file.');
  const content = await part.toBuffer().catch((cause: unknown) => {
    throw new DomainError('too_large', 'A file may have at most 25 MB.', {}, { cause });
  });
  return { fileName: part.filename, content };
}

export function assetJson(asset: Asset): AssetJson {
  const { publicId, fileName, mediaType, bytes, width, height, sha256, rights } = asset;
  return { id: publicId, fileName, mediaType, bytes, width, height, sha256: sha256.toString('hex'), rights };
}
