import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, Body } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { tierShown } from '../delivery/sample-mail.js';
import { LinkChecks } from '../releases/link-checks.service.js';
import { may } from '../users/may.js';
import { fragment } from '../web/page.js';
import { emailPreviewSecurityHeaders } from '../web/security-headers.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { othersWriting } from './compose-others.js';
import { OthersSentence } from './compose-others-here.js';
import { DeskPreview } from './preview-desk.service.js';
import { testMail } from './preview-mail.js';
import { PreflightList, VerdictLink } from './preview-preflight.js';
import { previewPage } from './preview-page.js';
import { type PanelProps, PreviewMailFrame } from './preview-panel.js';
import { previewRecipient, type RecipientChoice, recipientChoices } from './preview-recipient.js';
import { openRelease, releasePath } from './releases-open.js';

const previewQuery = z.object({
  tier: z.string().max(20).optional().catch(undefined),
  as: z.string().trim().max(320).catch(''),
  v: z.coerce.number().int().positive().optional().catch(undefined),
});
type PreviewQuery = z.output<typeof previewQuery>;

/** A release as its recipients will get it. */
@Pages()
@Permit('releases.read')
@Controller('desk/releases/:id/preview')
export class PreviewController {
  constructor(
    private readonly source: DataSource,
    private readonly mail: TransactionalMail,
    private readonly preview: DeskPreview,
    private readonly links: LinkChecks,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @Query({ schema: previewQuery }) query: PreviewQuery,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    const choices = await this.choices(query.as);
    const only = choices.length === 1 ? choices[0]?.email : undefined;
    const panel = await this.panel(id, { ...query, as: only ?? query.as }, actor);
    const report = await this.preview.preflight(panel.release);
    const canTest = may(actor.role, 'releases.write');
    const asked = { asked: query.as, askedTier: query.tier ?? '' };
    return previewPage({ shell, panel, report, ...asked, choices, canTest });
  }

  /** What the compose page fetches again after each autosave. */
  @Get('panel')
  async panelOnly(
    @Param('id') id: string,
    @Query({ schema: previewQuery }) query: PreviewQuery,
    @CurrentActor() actor: Staff,
  ) {
    return fragment(PreviewMailFrame(await this.panel(id, query, actor)));
  }

  /** Preflight beside it, likewise. */
  @Get('checks')
  async checks(@Param('id') id: string, @CurrentActor() actor: Staff) {
    const release = await openRelease(this.source.manager, id, actor);
    const report = await this.preview.preflight(release);
    return (
      fragment(PreflightList({ report, path: releasePath(id) })) +
      fragment(VerdictLink({ problems: report.problems, fresh: true }))
    );
  }

  /** Asks the web whether the links work; with script only preflight changes. */
  @Post('links')
  @Permit('releases.write')
  @HttpCode(200)
  async checkLinks(
    @Param('id') id: string,
    @CurrentActor() actor: Staff,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { version } = await openRelease(this.source.manager, id, actor);
    const { total, failed } = await this.links.check(actor, version);
    if (request.headers['hx-request'] === 'true') return this.checks(id, actor);
    const dead = failed === 1 ? 'one of them does not work' : `${failed} of them do not work`;
    setFlash(reply, failed ? 'hold' : 'ok', `${total} asked: ${failed ? dead : 'all of them work'}.`);
    reply.redirect(`${releasePath(id)}/preview`, 303);
    return undefined;
  }

  /** Who else writes in it, likewise. */
  @Get('others')
  async others(@Param('id') id: string, @CurrentActor() actor: Staff) {
    const { version } = await openRelease(this.source.manager, id, actor);
    const others = await othersWriting(this.source.manager, version.id, actor);
    const sentence = OthersSentence({ others });
    return sentence ? fragment(sentence) : '';
  }

  /** The mail itself, for the frame: it can neither run nor load anything. */
  @Get('mail')
  async inFrame(
    @Param('id') id: string,
    @Query({ schema: previewQuery }) query: PreviewQuery,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { mail } = await this.panel(id, query, actor);
    reply.headers(emailPreviewSecurityHeaders()).type('text/html; charset=utf-8');
    return mail.html;
  }

  /** To the person who asks, and to nobody else. */
  @Post('test')
  @Permit('releases.write')
  async test(
    @Param('id') id: string,
    @Body() body: { tier?: unknown },
    @CurrentActor() actor: Staff,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const tier = typeof body?.tier === 'string' ? body.tier : undefined;
    const { version } = await openRelease(this.source.manager, id, actor);
    const mail = await testMail(this.source.manager, this.env, version, tierShown(version, tier));
    const to = request.account?.email ?? '';
    try {
      await this.mail.send({ to, ...mail, purpose: 'release-test' });
      setFlash(reply, 'ok', `A test is on its way to ${to}.`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      setFlash(reply, 'stop', error.message);
    }
    reply.redirect(`${releasePath(id)}/preview${tier ? `?tier=${encodeURIComponent(tier)}` : ''}`, 303);
  }

  /** By a name, or the beginning of one; an address stands for itself. */
  private async choices(text: string): Promise<RecipientChoice[]> {
    if (text.length < 2 || /^[^@\s]+@[^@\s]+$/.test(text)) return [];
    return recipientChoices(this.source.manager, text);
  }

  private async panel(id: string, query: PreviewQuery, actor: Staff): Promise<PanelProps> {
    const { manager } = this.source;
    const release = await openRelease(manager, id, actor, query.v);
    const as = query.as === '' ? null : await previewRecipient(manager, release.version, query.as);
    // As somebody: the mail that this person gets, unless another one is asked for.
    return this.preview.panel(release, query.tier || (as?.isEarly ? 'early' : undefined), as);
  }
}
