import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Staff } from '../auth/actor.js';
import { CurrentStaff } from '../auth/current-actor.js';
import { Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { notFound } from '../errors/domain-error.js';
import {
  assetContent,
  everybody,
  type Reader,
  type VisibleAsset,
  visibleAsset,
} from '../releases/visibility.js';
import { may } from '../users/may.js';
import { earlySession } from './early-session.js';
import { recordView } from './early-views.js';
import { answerPrivately, answerPublic } from './public-answer.js';

/** Pictures and files of releases. They open and close with the version that shows them. */
@Controller()
export class MediaController {
  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('media/:publicId/:variant')
  @Public()
  async picture(
    @Param('publicId') publicId: string,
    @Param('variant') variant: string,
    @CurrentStaff() staff: Staff | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.find(publicId, request, staff);
    if (found.asset.kind !== 'image') throw notFound('page');
    if (variant === 'original') reply.header('content-disposition', attachment(found.asset.fileName));
    await this.send(found, variant, request, reply);
  }

  @Get('files/:publicId/:name')
  @Public()
  async file(
    @Param('publicId') publicId: string,
    @CurrentStaff() staff: Staff | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.find(publicId, request, staff);
    if (found.asset.kind !== 'file') throw notFound('page');
    reply.header('content-disposition', attachment(found.asset.fileName));
    await this.send(found, 'original', request, reply);
  }

  /** Everybody's view comes first, so that what is public is cached as public whoever asks. */
  private async find(
    publicId: string,
    request: FastifyRequest,
    staff: Staff | undefined,
  ): Promise<VisibleAsset> {
    const { manager } = this.source;
    for (const reader of [everybody, ...this.ownReaders(request, staff)]) {
      const found = await visibleAsset(manager, publicId, reader);
      if (!found) continue;
      if (reader.kind === 'early') {
        await recordView(manager, reader.contactId, found.versionId, `asset:${found.asset.id}`, request.ip);
      }
      return found;
    }
    throw notFound('page');
  }

  private ownReaders(request: FastifyRequest, staff: Staff | undefined): Reader[] {
    const early = earlySession(request, this.env, new Date());
    return [
      ...(early ? [early] : []),
      ...(staff && may(staff.role, 'releases.read') ? [{ kind: 'staff' } as const] : []),
    ];
  }

  private async send(
    { asset, isEarly }: VisibleAsset,
    variant: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const found = await assetContent(this.source.manager, asset.id, variant);
    if (!found) throw notFound('page');
    reply.header('cross-origin-resource-policy', 'cross-origin');
    reply.header('content-security-policy', "default-src 'none'; sandbox");
    if (isEarly) answerPrivately(reply, found.mediaType, found.content);
    else answerPublic(request, reply, found.mediaType, found.content);
  }
}

/** RFC 6266: the plain name for old programs, the whole one in UTF-8. */
function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^\w.-]+/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}
