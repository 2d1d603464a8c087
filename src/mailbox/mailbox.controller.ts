import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  Param,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import PostalMime, { type Email } from 'postal-mime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { notFound } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { emailPreviewSecurityHeaders } from '../web/security-headers.js';
import { MailboxMail } from './mailbox-mail.entity.js';
import { mailboxPage, mailPage, PAGE_SIZE, type View } from './mailbox-pages.js';

const listQuery = z.object({
  q: z.string().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** Sign-in links are among these mails: they are for whoever sits at this machine. */
@Injectable()
class LoopbackOnly implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { ip } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(ip)) throw notFound('page');
    return true;
  }
}

/** The mails that the local mailbox caught, as HTML, text and source. */
@Pages()
@Public()
@UseGuards(LoopbackOnly)
@Controller('mailbox')
export class MailboxController {
  constructor(
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>) {
    const { q, page } = listQuery.parse(query);
    const [mails, total] = await this.database.manager
      .createQueryBuilder(MailboxMail, 'm')
      .select(['m.id', 'm.receivedAt', 'm.mailFrom', 'm.rcptTo', 'm.subject'])
      .where(`:q = '' or strpos(lower(m.rcpt_to || ' ' || m.subject), lower(:q)) > 0`, { q })
      .orderBy('m.id', 'DESC')
      .skip((page - 1) * PAGE_SIZE)
      .take(PAGE_SIZE)
      .getManyAndCount();
    return mailboxPage({ mails, total, pageNumber: page, search: q, zone: this.env.NEWSROOM_ZONE });
  }

  @Get(':id')
  async show(@Param('id') id: string, @Query('view') wanted?: string) {
    const mail = await this.load(id);
    const view: View = wanted === 'text' || wanted === 'source' ? wanted : 'html';
    const content = view === 'text' ? textOf(await read(mail)) : mail.raw.toString('utf8');
    return mailPage({ mail, view, content, zone: this.env.NEWSROOM_ZONE });
  }

  @Get(':id/html')
  async html(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const email = await read(await this.load(id));
    reply.headers(emailPreviewSecurityHeaders()).type('text/html; charset=utf-8');
    return withInlineImages(email);
  }

  @Get(':id/source')
  async source(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const mail = await this.load(id);
    reply.type('text/plain; charset=utf-8');
    return mail.raw.toString('utf8');
  }

  private async load(id: string): Promise<MailboxMail> {
    const number = z.coerce.number().int().positive().safeParse(id);
    const mail = number.success
      ? await this.database.manager.findOneBy(MailboxMail, { id: number.data })
      : null;
    if (!mail) throw notFound('mail');
    return mail;
  }
}

async function read(mail: MailboxMail): Promise<Email> {
  return PostalMime.parse(mail.raw);
}

function textOf(email: Email): string {
  return email.text ?? '(This mail has no plain text.)';
}

/** Pictures inside the mail are shown; the frame loads nothing from elsewhere. */
function withInlineImages(email: Email): string {
  const html = email.html ?? '<p>This mail has no HTML.</p>';
  return email.attachments.reduce((text, { contentId, mimeType, content }) => {
    if (!contentId) return text;
    const data = Buffer.from(content as ArrayBuffer).toString('base64');
    return text.replaceAll(`cid:${contentId.replace(/[<>]/g, '')}`, `data:${mimeType};base64,${data}`);
  }, html);
}
