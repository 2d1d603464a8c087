import type {} from '@fastify/multipart';
import { Readable } from 'node:stream';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { parseEmail } from '../contacts/email-address.js';
import { suppressionReasons } from '../contacts/suppression.entity.js';
import { mayLift } from '../contacts/suppression-rules.js';
import type { SuppressionSearch } from '../contacts/suppression-search.js';
import { SuppressionsService } from '../contacts/suppressions.service.js';
import { Pages } from '../http/pages.js';
import { may } from '../users/may.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { importSuppressionsPage, newSuppressionPage } from './suppression-forms.js';
import { suppressionPage } from './suppression-page.js';
import { SUPPRESSIONS_PAGE, suppressionsPage } from './suppressions-page.js';

const idSchema = z.coerce.number<string>().int().positive().max(Number.MAX_SAFE_INTEGER);
const deskReason = z.enum(['desk', 'unsubscribed', 'objection']);

// What does not fit is ignored: an old link shows the whole list and not an error.
const searchSchema = z.object({
  q: z.string().trim().max(300).optional().catch(undefined),
  reason: z.enum(suppressionReasons).optional().catch(undefined),
  state: z.enum(['standing', 'over']).catch('standing'),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});
const newSchema = z.object({
  email: z.string(),
  reason: deskReason,
  note: z.string().trim().max(1000).default(''),
});
const liftSchema = z.object({ why: z.string().trim().min(1).max(1000) });
const importSchema = z.object({ reason: deskReason, addresses: z.string().max(2_000_000).optional() });

const LARGEST_LIST = 2 * 1024 * 1024;

/** Whom we may not mail, why, and opening an address again. */
@Pages()
@Controller('desk/suppressions')
export class SuppressionsDeskController {
  constructor(
    private readonly suppressions: SuppressionsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('contacts.read')
  async list(
    @Query() given: Record<string, string>,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    const query = readSearch(given);
    const offset = (query.page - 1) * SUPPRESSIONS_PAGE;
    const found = await this.suppressions.search(query, { limit: SUPPRESSIONS_PAGE, offset });
    const mayWrite = may(actor.role, 'contacts.write');
    return suppressionsPage({ shell, zone: this.env.NEWSROOM_ZONE, query, ...found, mayWrite });
  }

  @Get('new')
  @Permit('contacts.write')
  blank(@Shell() shell: DeskShell) {
    return newSuppressionPage({ shell, form: EMPTY_FORM });
  }

  @Post()
  @Permit('contacts.write')
  async create(
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(newSchema, body);
    if (!form.ok) return refuse(reply, 422, newSuppressionPage({ shell, form }));
    try {
      const { email, reason, note } = form.data;
      const order = { address: parseEmail(email), reason, source: 'desk', evidence: { note } };
      const isNew = await this.suppressions.suppress(actor, order);
      setFlash(
        reply,
        'ok',
        isNew ? 'No mail goes to this address any more.' : 'This address was closed already.',
      );
      reply.redirect('/desk/suppressions', 303);
    } catch (error) {
      const { status, errors } = formErrors(error);
      return refuse(reply, status, newSuppressionPage({ shell, form: refusedForm(body, errors) }));
    }
  }

  /** One row a suppression. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
  @Get('export.csv')
  @Permit('contacts.read')
  export(@Query() given: Record<string, string>) {
    const lines = Readable.from(this.suppressions.each(readSearch(given)));
    const columns = ['email', 'reason', 'source', 'since', 'until', 'liftedAt', 'liftedBy'];
    const cast = { date: (value: Date) => value.toISOString() };
    const csv = lines.pipe(stringify({ header: true, columns, escape_formulas: true, cast, bom: true }));
    lines.on('error', (error) => csv.destroy(error));
    const disposition = 'attachment; filename="suppressions.csv"';
    return new StreamableFile(csv, { type: 'text/csv; charset=utf-8', disposition });
  }

  @Get('import')
  @Permit('contacts.write')
  blankImport(@Shell() shell: DeskShell) {
    return importSuppressionsPage({ shell, form: EMPTY_FORM });
  }

  @Post('import')
  @Permit('contacts.write')
  async import(
    @Req() request: FastifyRequest,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const body = await readUpload(request);
    const form = readForm(importSchema, body);
    if (!form.ok) return refuse(reply, 422, importSuppressionsPage({ shell, form }));
    try {
      const { reason, addresses = '' } = form.data;
      const { changed, known, refused } = await this.suppressions.import(actor, addresses, reason);
      const unread =
        refused.length > 0
          ? ` ${refused.length} rows had no address, the first was row ${refused[0]?.row}.`
          : '';
      setFlash(
        reply,
        refused.length > 0 ? 'hold' : 'ok',
        `${changed} addresses closed, ${known} were closed already.${unread}`,
      );
      reply.redirect('/desk/suppressions', 303);
    } catch (error) {
      const { status, errors } = formErrors(error);
      return refuse(reply, status, importSuppressionsPage({ shell, form: refusedForm(body, errors) }));
    }
  }

  @Get(':id')
  @Permit('contacts.read')
  one(
    @Param('id', { schema: idSchema }) id: number,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    return this.page(id, shell, actor);
  }

  @Post(':id/lift')
  @Permit('contacts.write')
  async lift(
    @Param('id', { schema: idSchema }) id: number,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(liftSchema, body);
    if (!form.ok) return refuse(reply, 422, await this.page(id, shell, actor, form));
    try {
      await this.suppressions.liftById(actor, id, form.data.why);
      setFlash(reply, 'ok', 'Mail may go to this address again.');
      reply.redirect(`/desk/suppressions/${id}`, 303);
    } catch (error) {
      const { status, errors } = formErrors(error);
      return refuse(reply, status, await this.page(id, shell, actor, refusedForm(body, errors)));
    }
  }

  private async page(id: number, shell: DeskShell, actor: Staff, form?: FormState): Promise<string> {
    const suppression = await this.suppressions.one(id);
    const history = await this.suppressions.historyOf(suppression);
    const isOpen =
      suppression.liftedAt !== null || (suppression.until !== null && suppression.until <= new Date());
    const isAllowed = may(actor.role, 'contacts.write') && mayLift(actor, suppression.reason);
    const whys = await this.suppressions.whysOfLifting(history.map((one) => one.id));
    const zone = this.env.NEWSROOM_ZONE;
    return suppressionPage({
      shell,
      zone,
      suppression,
      history,
      whys,
      mayLift: isOpen ? null : isAllowed,
      ...(form ? { form } : {}),
    });
  }
}

function readSearch(given: Record<string, string>) {
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  return searchSchema.parse(filled) satisfies SuppressionSearch;
}

function refuse(reply: FastifyReply, status: number, page: string): string {
  reply.status(status);
  return page;
}

/** The form's fields, with a file that was sent in the place of the addresses. */
async function readUpload(request: FastifyRequest): Promise<Record<string, string>> {
  if (!request.isMultipart()) return { ...(request.body as Record<string, string>) };
  const body: Record<string, string> = {};
  for await (const part of request.parts({ limits: { fileSize: LARGEST_LIST, files: 1 } })) {
    if (part.type !== 'file') body[part.fieldname] = String(part.value);
    else {
      const content = await part.toBuffer();
      if (part.filename && content.length > 0) body['addresses'] = content.toString('utf8');
    }
  }
  return body;
}
