import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { notFound } from '../errors/domain-error.js';
import { uploadOf } from '../releases/assets-api.controller.js';
import { AssetsService } from '../releases/assets.service.js';
import { assetContent, visibleAsset, type VisibleAsset } from '../releases/visibility.js';
import { httpProblem } from '../errors/http-problem.js';
import { downloadSecurityHeaders } from '../web/security-headers.js';

/** Pictures and files as the desk sees them: also of drafts. They never change, so a browser may keep them for itself. */
@Permit('releases.read')
@Controller('desk')
export class ComposeAssetsController {
  constructor(
    private readonly source: DataSource,
    private readonly assets: AssetsService,
  ) {}

  /** For pictures dropped into the editor. */
  @Post('images')
  @Permit('releases.write')
  async addImage(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    try {
      const { publicId, rights } = await this.assets.addImage(actor, await uploadOf(request, 'image'));
      const credit = rights.credit ?? rights.copyright ?? '';
      return { imageId: publicId, credit, alt: rights.description ?? '' };
    } catch (error) {
      const { status, message } = httpProblem(error);
      if (status >= 500) throw error;
      reply.status(status);
      return { message };
    }
  }

  @Get('images/:assetId')
  async image(@Param('assetId') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { asset } = await this.visible(id, 'image');
    return this.send(asset, 'w640.jpg', reply);
  }

  @Get('files/:assetId')
  async file(@Param('assetId') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { asset } = await this.visible(id, 'file');
    const name = encodeURIComponent(asset.fileName);
    reply.header('content-disposition', `attachment; filename*=UTF-8''${name}`);
    return this.send(asset, 'original', reply);
  }

  private async visible(id: string, kind: 'image' | 'file'): Promise<VisibleAsset> {
    const seen = await visibleAsset(this.source.manager, id, { kind: 'staff' });
    if (seen?.asset.kind !== kind) throw notFound(kind === 'image' ? 'picture' : 'file');
    return seen;
  }

  private async send(asset: VisibleAsset['asset'], variant: string, reply: FastifyReply): Promise<Buffer> {
    const found = await assetContent(this.source.manager, asset.id, variant);
    if (!found) throw notFound('picture');
    reply
      .headers(downloadSecurityHeaders())
      .header('cache-control', 'private, max-age=3600')
      .type(found.mediaType);
    return found.content;
  }
}
