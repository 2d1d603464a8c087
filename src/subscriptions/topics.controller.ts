import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { idParam } from '../contacts/contacts.controller.js';
import { type NewTopic, newTopic, type TopicChanges, topicChanges } from './topic-input.js';
import type { Topic } from './topic.entity.js';
import { TopicsService } from './topics.service.js';

@Controller('api/topics')
export class TopicsController {
  constructor(private readonly topics: TopicsService) {}

  @Get()
  @Permit('contacts.read')
  async list(): Promise<object> {
    const followers = await this.topics.followers();
    const topics = await this.topics.list();
    return { topics: topics.map((topic) => ({ ...topic, followers: followers.get(topic.id) ?? 0 })) };
  }

  @Post()
  @Permit('topics.write')
  create(@CurrentActor() actor: Actor, @Body({ schema: newTopic }) input: NewTopic): Promise<Topic> {
    return this.topics.create(actor, input);
  }

  @Get(':id')
  @Permit('contacts.read')
  find(@Param('id', { schema: idParam }) id: number): Promise<Topic> {
    return this.topics.find(id);
  }

  @Patch(':id')
  @Permit('topics.write')
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
  archive(@CurrentActor() actor: Actor, @Param('id', { schema: idParam }) id: number): Promise<Topic> {
    return this.topics.archive(actor, id, 'archived');
  }

  @Delete(':id/archive')
  @Permit('topics.write')
  offerAgain(@CurrentActor() actor: Actor, @Param('id', { schema: idParam }) id: number): Promise<Topic> {
    return this.topics.archive(actor, id, 'offered');
  }
}
