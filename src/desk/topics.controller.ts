import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { idParam } from '../contacts/contacts.controller.js';
import { Pages } from '../http/pages.js';
import { newTopic, topicChanges } from '../subscriptions/topic-input.js';
import { TopicsService } from '../subscriptions/topics.service.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { topicPage, topicsPage } from './topics-page.js';

/** The form has every field: an empty one empties the topic's, an unticked box is no. */
const formFields = z.object({
  name: z.string().default(''),
  description: z.string().default(''),
  language: z.string().default('en'),
  visibility: z.string().optional(),
  admits: z.string().default(''),
  approval: z.preprocess((value) => value === 'on', z.boolean()),
});
const newTopicForm = z.preprocess(filled, newTopic);
const topicForm = z.preprocess(filled, topicChanges);

@Pages()
@Controller('desk/topics')
export class TopicsDeskController {
  constructor(private readonly topics: TopicsService) {}

  @Get()
  @Permit('contacts.read')
  list(@Shell() shell: DeskShell): Promise<string> {
    return this.listPage(shell, EMPTY_FORM);
  }

  @Post()
  @HttpCode(200)
  @Permit('topics.write')
  async create(
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const form = readForm(newTopicForm, body);
    if (!form.ok) return this.again(reply, 422, shell, form);
    try {
      const topic = await this.topics.create(actor, form.data);
      return leave(reply, `“${topic.name}” is there.`);
    } catch (error) {
      const { status, errors } = formErrors(error);
      return this.again(reply, status, shell, refusedForm(body, errors));
    }
  }

  @Get(':id')
  @Permit('contacts.read')
  async one(@Param('id', { schema: idParam }) id: number, @Shell() shell: DeskShell): Promise<string> {
    return topicPage(shell, await this.topics.find(id));
  }

  @Post(':id')
  @HttpCode(200)
  @Permit('topics.write')
  async change(
    @Param('id', { schema: idParam }) id: number,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const form = readForm(topicForm, body);
    if (!form.ok) {
      reply.status(422);
      return topicPage(shell, await this.topics.find(id), form);
    }
    await this.topics.change(actor, id, form.data);
    return leave(reply, 'Saved.');
  }

  @Post(':id/archive')
  @Permit('topics.write')
  async archive(
    @Param('id', { schema: idParam }) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    await this.topics.archive(actor, id, 'archived');
    return leave(reply, 'The topic is archived.');
  }

  @Post(':id/offer')
  @Permit('topics.write')
  async offer(
    @Param('id', { schema: idParam }) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    await this.topics.archive(actor, id, 'offered');
    return leave(reply, 'The topic is offered again.');
  }

  private async listPage(shell: DeskShell, form: FormState): Promise<string> {
    return topicsPage(shell, await this.topics.list(), await this.topics.followers(), form);
  }

  private again(reply: FastifyReply, status: number, shell: DeskShell, form: FormState): Promise<string> {
    reply.status(status);
    return this.listPage(shell, form);
  }
}

/** What is no such form stays as it is, and is refused by the schema behind. */
function filled(body: unknown): unknown {
  const form = formFields.safeParse(body);
  return form.success ? form.data : body;
}

function leave(reply: FastifyReply, done: string): undefined {
  setFlash(reply, 'ok', done);
  void reply.redirect('/desk/topics', 303);
  return undefined;
}
