import { Controller, Get, Inject, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { SignedIn } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { searchEverything } from './search-everything.js';
import { searchPage } from './search-page.js';

const searchQuery = z.object({ q: z.string().trim().max(200).catch('') });

/** Ctrl-K: one search over all that this person may read. */
@Pages()
@SignedIn()
@Controller('desk/search')
export class SearchController {
  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async search(
    @Query({ schema: searchQuery }) { q }: z.output<typeof searchQuery>,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    const found = q === '' ? null : await searchEverything(this.source.manager, actor.role, q);
    return searchPage({ shell, q, found, zone: this.env.NEWSROOM_ZONE });
  }
}
