import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { notFound } from '../errors/domain-error.js';
import { audienceFilter } from './audience.js';
import { contactAnswer, contactPageAnswer } from './contact-answer.js';
import { type ContactChanges, contactChanges, newContact, type NewContact } from './contact-input.js';
import { type ContactView, contactViews } from './contact-view.js';
import { ContactsService } from './contacts.service.js';
import { type ContactPage, searchContacts } from './search-contacts.js';

/** A row's id in the path. */
export const idParam = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** JSON in a query parameter. */
const jsonText = z
  .string()
  .max(100_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'This is not JSON.' });
      return z.NEVER;
    }
  });

export const contactSearch = z.object({
  q: z.string().trim().max(200).optional(),
  filter: jsonText.pipe(audienceFilter).optional(),
  before: idParam.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

@Controller('api/contacts')
export class ContactsController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly source: DataSource,
  ) {}

  @Get()
  @Permit('contacts.read')
  @Answers(contactPageAnswer)
  search(@Query({ schema: contactSearch }) query: z.infer<typeof contactSearch>): Promise<ContactPage> {
    return searchContacts(this.source.manager, query);
  }

  @Post()
  @Permit('contacts.write')
  @Answers(contactAnswer)
  async create(
    @CurrentActor() actor: Actor,
    @Body({ schema: newContact }) input: NewContact,
  ): Promise<ContactView> {
    const { id } = await this.contacts.create(actor, { source: 'api', ...input });
    return this.view(id);
  }

  @Get(':id')
  @Permit('contacts.read')
  @Answers(contactAnswer)
  find(@Param('id', { schema: idParam }) id: number): Promise<ContactView> {
    return this.view(id);
  }

  @Patch(':id')
  @Permit('contacts.write')
  @Answers(contactAnswer)
  async change(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: contactChanges }) changes: ContactChanges,
  ): Promise<ContactView> {
    await this.contacts.change(actor, id, changes);
    return this.view(id);
  }

  private async view(id: number): Promise<ContactView> {
    const [view] = await contactViews(this.source.manager, [id]);
    if (!view) throw notFound('contact');
    return view;
  }
}
