import { Body, Controller, Get, HttpCode, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers, AnswersFile } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { audienceFilter } from './audience.js';
import { contactAnswer } from './contact-answer.js';
import { contactSearch, idParam } from './contacts.controller.js';
import { type AudienceCount, countAudience } from './count-audience.js';
import { contactsAsCsv, contactsAsJson } from './export-contacts.js';
import { trustLevels } from './contact.entity.js';
import { trustEventKinds } from './trust-event.entity.js';
import { type TrustDecision, trustDecision, TrustService } from './trust.service.js';

const filterBody = z.strictObject({ filter: audienceFilter });
const exportQuery = contactSearch.extend({ format: z.enum(['csv', 'json']).default('csv') });

const countAnswer = z.object({
  matching: z.number(),
  mailable: z.number().meta({ description: 'Of those, who would get a release now.' }),
  sample: z.array(contactAnswer),
});
const ledgerAnswer = z.object({
  events: z.array(
    z.object({
      id: z.number(),
      contactId: z.number(),
      at: z.date(),
      kind: z.enum(trustEventKinds),
      until: z.date().nullable(),
      note: z.string().nullable(),
      byUserId: z.number().nullable(),
    }),
  ),
});
const trustAnswer = z.object({ trust: z.enum(trustLevels), trustUntil: z.date().nullable() });

/** Selections of the press list: counted, exported; and who has early access. */
@Controller('api')
export class AudiencesController {
  constructor(
    private readonly source: DataSource,
    private readonly trust: TrustService,
  ) {}

  @Post('audiences/count')
  @HttpCode(200)
  @Permit('contacts.read')
  @Answers(countAnswer)
  count(@Body({ schema: filterBody }) { filter }: z.infer<typeof filterBody>): Promise<AudienceCount> {
    return countAudience(this.source.manager, filter);
  }

  @Get('contacts-export')
  @Permit('contacts.read')
  @AnswersFile('text/csv', 'application/json')
  export(
    @Query({ schema: exportQuery }) query: z.infer<typeof exportQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): StreamableFile {
    const { format, q, filter } = query;
    const search = { ...(q !== undefined && { q }), ...(filter !== undefined && { filter }) };
    const isCsv = format === 'csv';
    void reply
      .type(isCsv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="contacts.${format}"`);
    return new StreamableFile((isCsv ? contactsAsCsv : contactsAsJson)(this.source.manager, search));
  }

  @Get('contacts/:id/trust')
  @Permit('contacts.read')
  @Answers(ledgerAnswer)
  async ledger(@Param('id', { schema: idParam }) id: number): Promise<object> {
    return { events: await this.trust.ledger(id) };
  }

  @Post('contacts/:id/trust')
  @HttpCode(200)
  @Permit('contacts.write')
  @Answers(trustAnswer)
  async decide(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: trustDecision }) decision: TrustDecision,
  ): Promise<object> {
    const { trust, trustUntil } = await this.trust.decide(actor, id, decision);
    return { trust, trustUntil };
  }
}
