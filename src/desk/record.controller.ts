import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { recordFilter, recordQuerySchema } from '../audit/record-query.js';
import { RecordService } from '../audit/record.service.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { readForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { recordPage } from './record-page.js';

/** Who did what, as sentences. */
@Pages()
@Controller('desk/record')
export class RecordController {
  constructor(
    private readonly record: RecordService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('record.read')
  async show(
    @Query() query: unknown,
    @Shell() shell: DeskShell,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(recordQuerySchema, query);
    const zone = this.env.NEWSROOM_ZONE;
    if (form.ok)
      return recordPage({
        shell,
        zone,
        query: form.data,
        ...(await this.record.read(recordFilter(form.data))),
      });
    reply.status(422);
    return recordPage({ shell, zone, query: { page: 1 }, form, lines: [], total: 0 });
  }
}
