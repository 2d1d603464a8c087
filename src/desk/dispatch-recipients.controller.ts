import { Controller, Get, Header, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Permit } from '../auth/permit.js';
import { parseSecrets } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { deliveryStates } from '../delivery/delivery.entity.js';
import { certificateKey, certificateOf, publicKeyOf } from '../dispatch/certificate.js';
import { listDeliveries } from '../dispatch/dispatch-views.js';
import { progressOf } from '../dispatch/progress-views.js';
import { recipientHistory } from '../dispatch/recipient-views.js';
import { Pages } from '../http/pages.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { certificatePage } from './dispatch-certificate-page.js';
import { type BounceOfRecipient, recipientPage } from './dispatch-recipient-page.js';
import { RECIPIENTS_SHOWN, recipientsPage } from './dispatch-recipients-page.js';

const id = z.coerce.number().int().positive();
const recipientsQuery = z.object({
  state: z.enum(deliveryStates).optional().catch(undefined),
  search: z.string().trim().max(200).optional().catch(undefined),
  after: id.optional().catch(undefined),
});

/** Who a dispatch goes to, what became of each, and the proof of it. */
@Pages()
@Permit('contacts.read')
@Controller('desk/dispatches/:id')
export class DispatchRecipientsController {
  constructor(
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('recipients')
  async list(
    @Param('id', { schema: id }) dispatchId: number,
    @Query({ schema: recipientsQuery }) query: z.infer<typeof recipientsQuery>,
    @Shell() shell: DeskShell,
  ) {
    const { manager } = this.database;
    const progress = await progressOf(manager, dispatchId);
    const rows = await listDeliveries(manager, dispatchId, { ...query, limit: RECIPIENTS_SHOWN + 1 });
    return recipientsPage({ shell, progress, query, rows, zone: this.env.NEWSROOM_ZONE });
  }

  @Get('recipients/:delivery')
  async one(
    @Param('id', { schema: id }) dispatchId: number,
    @Param('delivery', { schema: id }) deliveryId: number,
    @Shell() shell: DeskShell,
  ) {
    const { manager } = this.database;
    const recipient = await recipientHistory(manager, dispatchId, deliveryId);
    const progress = await progressOf(manager, dispatchId);
    const bounces = await manager.query<BounceOfRecipient[]>(BOUNCES, [deliveryId]);
    return recipientPage({ shell, progress, recipient, bounces, zone: this.env.NEWSROOM_ZONE });
  }

  @Get('certificate')
  async certificate(@Param('id', { schema: id }) dispatchId: number, @Shell() shell: DeskShell) {
    const progress = await progressOf(this.database.manager, dispatchId);
    const publicKey = publicKeyOf(certificateKey(parseSecrets(this.env.DATELINE_SECRET)));
    return certificatePage({ shell, progress, publicKey, zone: this.env.NEWSROOM_ZONE });
  }

  @Get('certificate.json')
  @Header('content-type', 'application/json; charset=utf-8')
  async download(
    @Param('id', { schema: id }) dispatchId: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const keys = parseSecrets(this.env.DATELINE_SECRET);
    const certificate = await certificateOf(this.database.manager, dispatchId, keys);
    reply.header('content-disposition', `attachment; filename="certificate-${dispatchId}.json"`);
    return JSON.stringify(certificate, null, 1);
  }
}

// What came back for one delivery after the server had answered; its answer at once is in the delivery's own events.
const BOUNCES = `
  select at, kind, category, status, diagnostic, action from bounce
   where delivery_id = $1 and source <> 'reply' order by at`;
