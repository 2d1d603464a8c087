import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Permit } from '../auth/permit.js';
import { Metrics } from './metrics.js';

/**
 * For Prometheus, with the token of a viewer as its bearer token. Not "from this machine only": behind a reverse proxy
 * on the same machine everybody would seem to come from it.
 */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Permit('stats.read')
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.type(this.metrics.contentType);
    return this.metrics.read();
  }
}
