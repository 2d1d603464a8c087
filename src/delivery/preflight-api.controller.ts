import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { LinkChecks } from '../releases/link-checks.service.js';
import type { Problem } from '../releases/missing-for-sending.js';
import { newestVersion } from '../releases/releases.service.js';
import { Preflight } from './preflight.service.js';

const id = z.string().regex(/^[\w-]{1,64}$/);
const problemsAnswer = z.array(
  z.object({
    severity: z.enum(['stop', 'look']),
    code: z.string(),
    field: z.string(),
    message: z.string(),
    find: z.string().optional().describe('The words of the text that it is about'),
  }),
);
const linksAnswer = z.object({ total: z.number().int(), failed: z.number().int() });

/** Preflight for programs: the same that the desk's pages show, of a release's newest version. */
@Controller('api/releases/:id')
export class PreflightApiController {
  constructor(
    private readonly source: DataSource,
    private readonly preflight: Preflight,
    private readonly links: LinkChecks,
  ) {}

  @Get('preflight')
  @Permit('releases.read')
  @Answers(problemsAnswer)
  async problems(@Param('id', { schema: id }) publicId: string): Promise<Problem[]> {
    const version = await newestVersion(this.source.manager, publicId);
    return (await this.preflight.of(version)).problems;
  }

  /** Asks the web whether the links of the text work; those that do not are in the preflight from then on. */
  @Post('link-checks')
  @HttpCode(200)
  @Permit('releases.write')
  @Answers(linksAnswer)
  async checkLinks(@CurrentActor() actor: Actor, @Param('id', { schema: id }) publicId: string) {
    return this.links.check(actor, await newestVersion(this.source.manager, publicId));
  }
}
