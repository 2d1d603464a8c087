import { Body, Controller, Get, HttpCode, Inject, Ip, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { type ContactChanges, contactChanges, newContact } from '../contacts/contact-input.js';
import { contactViews } from '../contacts/contact-view.js';
import { countMatches } from '../contacts/count-matches.js';
import { idParam } from '../contacts/contacts.controller.js';
import { ContactsService } from '../contacts/contacts.service.js';
import { searchContacts } from '../contacts/search-contacts.js';
import { notFound } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { consentHistory } from '../subscriptions/consent-record.js';
import { ContactErasingService } from '../subscriptions/contact-erasing.service.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { TopicsService } from '../subscriptions/topics.service.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { contactPage, erasePage, stopPage } from './contact-page.js';
import { contactsPage, newContactPage } from './contacts-page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';

const PER_PAGE = 50;
const listQuery = z.object({ q: z.string().trim().max(200).default(''), before: idParam.optional() });
const topicForm = z.object({ topic: idParam });

const commas = (text: string | undefined) =>
  (text ?? '')
    .split(/[,;]/)
    .map((item) => item.trim())
    .filter(Boolean);
const lists = z.preprocess(
  (value) => commas(typeof value === 'string' ? value : undefined),
  z.array(z.string()),
);
/** The form has every field: an empty one empties the contact's. */
const text = z.string().default('');
const formFields = z.object({
  email: text,
  name: text,
  outlet: text,
  role: text,
  beats: lists,
  languages: lists,
  country: text,
  timeZone: text,
  phone: text,
  tags: lists,
  notes: text,
});
const changesForm = z.preprocess(filled, contactChanges.required({ email: true }));
const newContactForm = z.preprocess(filled, newContact);

@Pages()
@Controller('desk/contacts')
export class ContactsDeskController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly subscriptions: SubscriptionsService,
    private readonly topics: TopicsService,
    private readonly erasing: ContactErasingService,
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('contacts.read')
  async list(
    @Shell() shell: DeskShell,
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
  ): Promise<string> {
    const { manager } = this.source;
    const listed = await searchContacts(manager, { ...query, limit: PER_PAGE });
    const isAll = query.before === undefined && listed.next === null;
    const found = isAll
      ? { count: listed.contacts.length, isExact: true }
      : await countMatches(manager, query.q);
    return contactsPage({ shell, q: query.q, ...listed, found });
  }

  @Get('new')
  @Permit('contacts.write')
  add(@Shell() shell: DeskShell): string {
    return newContactPage(shell, EMPTY_FORM);
  }

  @Post()
  @HttpCode(200)
  @Permit('contacts.write')
  async create(
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const form = readForm(newContactForm, body);
    if (!form.ok) return newContactPage(refused(shell, reply, 422), form);
    try {
      const { id, email } = await this.contacts.create(actor, form.data);
      return leave(reply, `/desk/contacts/${id}`, `${email} is on the list.`);
    } catch (error) {
      const { status, errors } = formErrors(error);
      return newContactPage(refused(shell, reply, status), refusedForm(body, errors));
    }
  }

  @Get(':id')
  @Permit('contacts.read')
  one(@Param('id', { schema: idParam }) id: number, @Shell() shell: DeskShell): Promise<string> {
    return this.page(shell, id);
  }

  @Post(':id')
  @HttpCode(200)
  @Permit('contacts.write')
  async change(
    @Param('id', { schema: idParam }) id: number,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const form = readForm(changesForm, body);
    if (!form.ok) return this.page(refused(shell, reply, 422), id, form);
    try {
      await this.contacts.change(actor, id, form.data as ContactChanges);
      return leave(reply, `/desk/contacts/${id}`, 'Saved.');
    } catch (error) {
      const { status, errors } = formErrors(error);
      return this.page(refused(shell, reply, status), id, refusedForm(body, errors));
    }
  }

  @Post(':id/topics')
  @Permit('contacts.write')
  async subscribe(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: topicForm }) { topic }: z.output<typeof topicForm>,
    @CurrentActor() actor: Actor,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    await this.subscriptions.subscribe(actor, id, [topic], { source: 'desk', address });
    return leave(reply, `/desk/contacts/${id}`, 'Subscribed.');
  }

  @Post(':id/topics/leave')
  @Permit('contacts.write')
  async unsubscribe(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: topicForm }) { topic }: z.output<typeof topicForm>,
    @CurrentActor() actor: Actor,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    await this.subscriptions.leave(actor, id, [topic], { source: 'desk', address });
    return leave(reply, `/desk/contacts/${id}`, 'The topic is left.');
  }

  @Get(':id/stop')
  @Permit('contacts.write')
  async askStop(@Param('id', { schema: idParam }) id: number, @Shell() shell: DeskShell): Promise<string> {
    return stopPage(shell, await this.view(id));
  }

  @Post(':id/stop')
  @Permit('contacts.write')
  async stop(
    @Param('id', { schema: idParam }) id: number,
    @CurrentActor() actor: Actor,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    await this.contacts.find(id);
    await this.subscriptions.leaveAll(actor, id, { source: 'desk', address });
    return leave(reply, `/desk/contacts/${id}`, 'No more mail goes to this address.');
  }

  @Get(':id/erase')
  @Permit('contacts.write')
  async askErase(@Param('id', { schema: idParam }) id: number, @Shell() shell: DeskShell): Promise<string> {
    return erasePage(shell, await this.view(id));
  }

  @Post(':id/erase')
  @Permit('contacts.write')
  async erase(
    @Param('id', { schema: idParam }) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    await this.erasing.erase(actor, id, 'desk');
    return leave(reply, '/desk/contacts', 'The person is erased.');
  }

  private async page(shell: DeskShell, id: number, form?: FormState): Promise<string> {
    const [contact, followed, topics, consent] = [
      await this.view(id),
      await this.subscriptions.of(id),
      await this.topics.list(),
      await consentHistory(this.source.manager, id),
    ];
    return contactPage({
      shell,
      contact,
      followed,
      topics,
      consent,
      zone: this.env.NEWSROOM_ZONE,
      ...(form && { form }),
    });
  }

  private async view(id: number) {
    const [view] = await contactViews(this.source.manager, [id]);
    if (!view) throw notFound('contact');
    return view;
  }
}

/** What is no such form stays as it is, and is refused by the schema behind. */
function filled(body: unknown): unknown {
  const form = formFields.safeParse(body);
  return form.success ? form.data : body;
}

function refused(shell: DeskShell, reply: FastifyReply, status: number): DeskShell {
  reply.status(status);
  return shell;
}

function leave(reply: FastifyReply, path: string, done: string): undefined {
  setFlash(reply, 'ok', done);
  void reply.redirect(path, 303);
  return undefined;
}
