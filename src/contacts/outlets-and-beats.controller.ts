import { Controller, Get, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Permit } from '../auth/permit.js';

const outletQuery = z.object({ q: z.string().trim().toLowerCase().max(200).default('') });

@Controller('api')
export class OutletsAndBeatsController {
  constructor(private readonly source: DataSource) {}

  /** The outlets whose name contains a text, at most 100. */
  @Get('outlets')
  @Permit('contacts.read')
  async outlets(@Query({ schema: outletQuery }) { q }: z.infer<typeof outletQuery>): Promise<object> {
    const outlets: object[] = await this.source.query(
      `select id, name, kind, domain, country from outlet where strpos(lower(name), $1) > 0 order by lower(name), id limit 100`,
      [q],
    );
    return { outlets };
  }

  @Get('beats')
  @Permit('contacts.read')
  async beats(): Promise<object> {
    return { beats: await this.source.query(`select id, slug, name from beat order by name, id`) };
  }
}
