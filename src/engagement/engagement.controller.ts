import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { CrossSite, Public } from '../auth/permit.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { SIGNING_KEYS } from '../subscriptions/signed-links.js';
import { isMachineRequest } from './judge-request.js';
import { linkTarget } from './link-target.js';
import { openLinkToken } from './link-token.js';
import { ReadingRecorder } from './reading-recorder.js';
import { OPEN } from './record-readings.js';

/** The smallest picture there is: one clear pixel, 43 bytes. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/**
 * Counted links and the picture in mails. No cookie is set or read, nothing may be kept, and nobody waits for the
 * counting. What is not exactly a link of ours is the 404 of any unknown page; the picture is the same whoever asks.
 */
@Controller()
@Public()
@CrossSite()
export class EngagementController {
  constructor(
    private readonly database: DataSource,
    private readonly recorder: ReadingRecorder,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
  ) {}

  @Get('l/:number/:token')
  async follow(
    @Param('number') number: string,
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const deliveryId = openLinkToken(this.keys, token);
    const link = /^(0|[1-9]\d{0,3})$/.test(number) ? Number(number) : null;
    if (deliveryId === null || link === null) throw new NotFoundException();
    const target = await linkTarget(this.database.manager, deliveryId, link);
    if (target === null) throw new NotFoundException();
    this.recorder.take({ deliveryId, link, isMachine: isMachineRequest(request) }, new Date());
    reply
      .status(302)
      .headers({ location: target, 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' })
      .header('cache-control', 'no-store, private')
      .send('');
  }

  @Get('o/:token')
  open(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const deliveryId = openLinkToken(this.keys, token);
    if (deliveryId !== null)
      this.recorder.take({ deliveryId, link: OPEN, isMachine: isMachineRequest(request) }, new Date());
    reply
      .headers({ 'cache-control': 'no-store, private', 'cross-origin-resource-policy': 'cross-origin' })
      .type('image/gif')
      .send(PIXEL);
  }
}
