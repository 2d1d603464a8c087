import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import type { Audience } from './audience.entity.js';
import { audienceFilter } from './audience.js';
import { type AudienceFields, audienceFields, AudiencesService } from './audiences.service.js';
import { idParam } from './contacts.controller.js';

const audienceAnswer = z.object({
  id: z.number(),
  name: z.string(),
  filter: audienceFilter,
  byActor: z.string(),
  createdAt: z.date(),
  updatedAt: z.date(),
});

/** Audiences saved by name. Whom one reaches now: POST its filter to `audiences/count`. */
@Controller('api/audiences')
export class SavedAudiencesController {
  constructor(private readonly audiences: AudiencesService) {}

  @Get()
  @Permit('contacts.read')
  @Answers(z.object({ audiences: z.array(audienceAnswer) }))
  async list(): Promise<{ audiences: Audience[] }> {
    return { audiences: await this.audiences.list() };
  }

  @Get(':id')
  @Permit('contacts.read')
  @Answers(audienceAnswer)
  one(@Param('id', { schema: idParam }) id: number): Promise<Audience> {
    return this.audiences.find(id);
  }

  @Post()
  @HttpCode(201)
  @Permit('contacts.write')
  @Answers(audienceAnswer)
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: audienceFields }) fields: AudienceFields,
  ): Promise<Audience> {
    return this.audiences.create(actor, fields);
  }

  @Put(':id')
  @Permit('contacts.write')
  @Answers(audienceAnswer)
  change(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: audienceFields }) fields: AudienceFields,
  ): Promise<Audience> {
    return this.audiences.change(actor, id, fields);
  }

  @Delete(':id')
  @HttpCode(204)
  @Permit('contacts.write')
  remove(@CurrentActor() actor: Actor, @Param('id', { schema: idParam }) id: number): Promise<void> {
    return this.audiences.remove(actor, id);
  }
}
