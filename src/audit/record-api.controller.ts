import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Permit } from '../auth/permit.js';
import { Answers } from '../auth/answers.js';
import { recordFilter, type RecordQuery, recordQuerySchema } from './record-query.js';
import { RecordService } from './record.service.js';

const recordSchema = z.object({
  total: z.number().int(),
  entries: z.array(
    z.object({
      id: z.number().int(),
      at: z.date(),
      actor: z.string(),
      action: z.string(),
      subjectType: z.string(),
      subjectId: z.string(),
      detail: z.record(z.string(), z.unknown()),
      sentence: z.string(),
    }),
  ),
});

@Controller('api/record')
export class RecordApiController {
  constructor(private readonly record: RecordService) {}

  @Get()
  @Permit('record.read')
  @Answers(recordSchema)
  async read(@Query({ schema: recordQuerySchema }) query: RecordQuery) {
    const { lines, total } = await this.record.read(recordFilter(query));
    return { total, entries: lines };
  }
}
