import { Module } from '@nestjs/common';
import { ReleasesModule } from '../releases/releases.module.js';
import { PreflightApiController } from './preflight-api.controller.js';
import { Preflight } from './preflight.service.js';

/** What a release still lacks, and what is doubtful about the mail it makes. */
@Module({
  imports: [ReleasesModule],
  controllers: [PreflightApiController],
  providers: [Preflight],
  exports: [Preflight],
})
export class PreflightModule {}
