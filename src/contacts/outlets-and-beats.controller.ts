import { Controller, Get, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Answers } from '../auth/answers.js';
import { Permit } from '../auth/permit.js';

const outletQuery = z.object({ q: z.string().trim().toLowerCase().max(200).default('') });

const outletsAnswer = z.object({
  outlets: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      kind: z.string().nullable(),
      domain: z.string().nullable(),
      country: z.string().nullable(),
    }),
  ),
});
const beatsAnswer = z.object({
  beats: z.array(z.object({ id: z.number(), slug: z.string(), name: z.string() })),
});

@Controller('api')
export class OutletsAndBeatsController {
  constructor(private readonly source: DataSource) {}

  /** The outlets whose name contains a text, at most 100. */
  @Get('outlets')
  @Permit('contacts.read')
  @Answers(outletsAnswer)
  async outlets(@Query({ schema: outletQuery }) { q }: z.infer<typeof outletQuery>): Promise<object> {
    const outlets: object[] = await this.source.query(
      `select id, name, kind, domain, country from outlet where strpos(lower(name), $1) > 0 order by lower(name), id limit 100`,
      [q],
    );
    return { outlets };
  }

  @Get('beats')
  @Permit('contacts.read')
  @Answers(beatsAnswer)
  async beats(): Promise<object> {
    return { beats: await this.source.query(`select id, slug, name from beat order by name, id`) };
  }
}
