import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { idParam } from '../contacts/contacts.controller.js';
import { type NewTopic, newTopic, type TopicChanges, topicChanges } from './topic-input.js';
import { type Topic, topicVisibilities } from './topic.entity.js';
import { TopicsService } from './topics.service.js';

const topicAnswer = z
  .object({
    id: z.number(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    language: z.string(),
    visibility: z.enum(topicVisibilities),
    admits: z.string().nullable(),
    approval: z.boolean(),
    createdAt: z.date(),
    archivedAt: z.date().nullable(),
  })
  .meta({ id: 'Topic' });
const topicsAnswer = z.object({ topics: z.array(topicAnswer.extend({ followers: z.number() })) });

@Controller('api/topics')
export class TopicsController {
  constructor(private readonly topics: TopicsService) {}

  @Get()
  @Permit('contacts.read')
  @Answers(topicsAnswer)
  async list(): Promise<object> {
    const followers = await this.topics.followers();
    const topics = await this.topics.list();
    return { topics: topics.map((topic) => ({ ...topic, followers: followers.get(topic.id) ?? 0 })) };
  }

  @Post()
  @Permit('topics.write')
  @Answers(topicAnswer)
  create(@CurrentActor() actor: Actor, @Body({ schema: newTopic }) input: NewTopic): Promise<Topic> {
    return this.topics.create(actor, input);
  }

  @Get(':id')
  @Permit('contacts.read')
  @Answers(topicAnswer)
  find(@Param('id', { schema: idParam }) id: number): Promise<Topic> {
    return this.topics.find(id);
  }

  @Patch(':id')
  @Permit('topics.write')
  @Answers(topicAnswer)
  change(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: topicChanges }) changes: TopicChanges,
  ): Promise<Topic> {
    return this.topics.change(actor, id, changes);
  }

  @Put(':id/archive')
  @HttpCode(200)
  @Permit('topics.write')
  @Answers(topicAnswer)
  archive(@CurrentActor() actor: Actor, @Param('id', { schema: idParam }) id: number): Promise<Topic> {
    return this.topics.archive(actor, id, 'archived');
  }

  @Delete(':id/archive')
  @Permit('topics.write')
  @Answers(topicAnswer)
  offerAgain(@CurrentActor() actor: Actor, @Param('id', { schema: idParam }) id: number): Promise<Topic> {
    return this.topics.archive(actor, id, 'offered');
  }
}
