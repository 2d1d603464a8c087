import { Module } from '@nestjs/common';
import { StatisticsApiController } from './statistics-api.controller.js';

/** Counts derived when they are asked for: nothing is stored twice. */
@Module({ controllers: [StatisticsApiController] })
export class StatsModule {}
