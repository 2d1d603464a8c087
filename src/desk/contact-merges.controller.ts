import { createHash } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { contactViews } from '../contacts/contact-view.js';
import { idParam } from '../contacts/contacts.controller.js';
import { searchContacts } from '../contacts/search-contacts.js';
import { notFound } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { ContactMergingService } from '../subscriptions/contact-merging.service.js';
import { type MergePreview, previewMerge } from '../subscriptions/merge-preview.js';
import { chooseDuplicatePage, mergePage } from './contact-merge-pages.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';

const CANDIDATES = 20;
const choice = z.object({ q: z.string().trim().max(200).optional() });
const confirmation = z.object({ pin: z.string().max(100).default('') });

/** Two entries of one person become one: choose, see, confirm. */
@Pages()
@Permit('contacts.write')
@Controller('desk/contacts/:id/merge')
export class ContactMergesDeskController {
  constructor(
    private readonly merging: ContactMergingService,
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async choose(
    @Param('id', { schema: idParam }) id: number,
    @Query({ schema: choice }) given: z.output<typeof choice>,
    @Shell() shell: DeskShell,
  ): Promise<string> {
    const [contact] = await contactViews(this.source.manager, [id]);
    if (!contact) throw notFound('contact');
    const q = given.q ?? (contact.name || contact.email.slice(0, contact.email.indexOf('@')));
    const { contacts } = await searchContacts(this.source.manager, { q, limit: CANDIDATES + 1 });
    const candidates = contacts.filter((other) => other.id !== id).slice(0, CANDIDATES);
    return chooseDuplicatePage({ shell, contact, q, candidates });
  }

  @Get(':other')
  async show(
    @Param('id', { schema: idParam }) id: number,
    @Param('other', { schema: idParam }) other: number,
    @Shell() shell: DeskShell,
  ): Promise<string> {
    const preview = await previewMerge(this.source.manager, id, other);
    return mergePage({ shell, preview, pin: pinOf(preview), zone: this.env.NEWSROOM_ZONE });
  }

  @Post(':other')
  @HttpCode(200)
  async merge(
    @Param('id', { schema: idParam }) id: number,
    @Param('other', { schema: idParam }) other: number,
    @Body({ schema: confirmation }) { pin }: z.output<typeof confirmation>,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const preview = await previewMerge(this.source.manager, id, other);
    if (pin !== pinOf(preview)) {
      reply.status(409);
      const refusal = 'One of the two changed since you looked. This is what the merge would be now.';
      return mergePage({
        shell,
        preview,
        pin: pinOf(preview),
        zone: this.env.NEWSROOM_ZONE,
        refusal,
      });
    }
    await this.merging.merge(actor, id, other);
    setFlash(reply, 'ok', `${preview.other.email} is merged into this contact.`);
    void reply.redirect(`/desk/contacts/${id}`, 303);
    return undefined;
  }
}

/** Changes with anything that the page shows. */
function pinOf({ kept, other, merged, beats, topics, suppression }: MergePreview): string {
  const shown = JSON.stringify([kept, other, merged, beats, topics, suppression]);
  return createHash('sha256').update(shown).digest('base64url');
}
