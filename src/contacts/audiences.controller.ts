import { Body, Controller, Get, HttpCode, Post, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Answers, AnswersFile } from '../auth/answers.js';
import { Permit } from '../auth/permit.js';
import { audienceFilter } from './audience.js';
import { contactAnswer } from './contact-answer.js';
import { contactSearch } from './contacts.controller.js';
import { type AudienceCount, countAudience } from './count-audience.js';
import { glanceAtAudience } from './estimate-audience.js';
import { contactsAsCsv, contactsAsJson } from './export-contacts.js';

const filterBody = z.strictObject({ filter: audienceFilter });
const countBody = filterBody.extend({
  /** quick: at once, of a long list perhaps an estimate, which the answer says */
  precision: z.enum(['exact', 'quick']).default('exact'),
});
const exportQuery = contactSearch.extend({ format: z.enum(['csv', 'json']).default('csv') });

const countAnswer = z.object({
  matching: z.number(),
  mailable: z.number().meta({ description: 'Of those, who would get a release now.' }),
  isExact: z.boolean().meta({ description: 'False: both numbers are estimates, rounded.' }),
  sample: z.array(contactAnswer),
});

/** Selections of the press list: counted and exported. */
@Controller('api')
export class AudiencesController {
  constructor(private readonly source: DataSource) {}

  @Post('audiences/count')
  @HttpCode(200)
  @Permit('contacts.read')
  @Answers(countAnswer)
  count(
    @Body({ schema: countBody }) { filter, precision }: z.infer<typeof countBody>,
  ): Promise<AudienceCount> {
    return (precision === 'quick' ? glanceAtAudience : countAudience)(this.source.manager, filter);
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
}
