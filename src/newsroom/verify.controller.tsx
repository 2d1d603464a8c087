import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { page } from '../web/page.js';
import { answerPublic, HTML } from './public-answer.js';
import { VerifyPage } from './verify-page.js';
import { verifyRelease } from './verify-release.js';

const asked = z.object({ number: z.string().max(300).catch('') });

@Controller('verify')
export class VerifyController {
  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Public()
  async verify(
    @Query({ schema: asked }) { number }: { number: string },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = number === '' ? null : await verifyRelease(this.source.manager, number);
    answerPublic(request, reply, HTML, page(<VerifyPage env={this.env} asked={number} found={found} />));
  }
}
