import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import type { Boilerplate } from './boilerplate.entity.js';
import { KeptTextsService, type NewBoilerplate, type NewPressContact } from './kept-texts.service.js';
import type { KeptPressContact } from './press-contact.entity.js';

const id = z.coerce.number().int().positive();
const line = z.string().trim().max(120);
const name = line.min(1, 'Give it a name.');
export const pressContactFields = z.strictObject({
  name,
  role: line.default(''),
  email: z.union([z.literal(''), z.email()]).default(''),
  phone: line.default(''),
});
export const boilerplateFields = z.strictObject({
  name,
  language: z.string().max(35).default('en'),
  body: z.string().trim().min(1, 'Write the text.').max(4000),
});

const pressContactAnswer = z.object({
  id: z.number(),
  name: z.string(),
  role: z.string(),
  email: z.string(),
  phone: z.string(),
});
const boilerplateAnswer = z.object({
  id: z.number(),
  name: z.string(),
  language: z.string(),
  body: z.string(),
});

/** Press contacts and boilerplates kept for reuse. */
@Controller('api')
export class KeptTextsApiController {
  constructor(private readonly kept: KeptTextsService) {}

  @Get('press-contacts')
  @Permit('releases.read')
  @Answers(z.array(pressContactAnswer))
  pressContacts(): Promise<KeptPressContact[]> {
    return this.kept.pressContacts();
  }

  @Post('press-contacts')
  @Permit('releases.write')
  @Answers(pressContactAnswer)
  keepPressContact(
    @CurrentActor() actor: Actor,
    @Body({ schema: pressContactFields }) given: NewPressContact,
  ): Promise<KeptPressContact> {
    return this.kept.keepPressContact(actor, given);
  }

  @Delete('press-contacts/:id')
  @HttpCode(204)
  @Permit('releases.write')
  archivePressContact(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) contact: number,
  ): Promise<void> {
    return this.kept.archivePressContact(actor, contact);
  }

  @Get('boilerplates')
  @Permit('releases.read')
  @Answers(z.array(boilerplateAnswer))
  boilerplates(): Promise<Boilerplate[]> {
    return this.kept.boilerplates();
  }

  @Post('boilerplates')
  @Permit('releases.write')
  @Answers(boilerplateAnswer)
  keepBoilerplate(
    @CurrentActor() actor: Actor,
    @Body({ schema: boilerplateFields }) given: NewBoilerplate,
  ): Promise<Boilerplate> {
    return this.kept.keepBoilerplate(actor, given);
  }

  @Delete('boilerplates/:id')
  @HttpCode(204)
  @Permit('releases.write')
  archiveBoilerplate(@CurrentActor() actor: Actor, @Param('id', { schema: id }) text: number): Promise<void> {
    return this.kept.archiveBoilerplate(actor, text);
  }
}
