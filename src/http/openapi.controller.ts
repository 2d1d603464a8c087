import { Controller, Get, Inject } from '@nestjs/common';
import { Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { describeApi } from './describe-api.js';
import { Routes } from './routes.js';

@Controller('api')
export class OpenApiController {
  private document: object | undefined;

  constructor(
    private readonly routes: Routes,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** This document. */
  @Get('openapi.json')
  @Public()
  read(): object {
    return (this.document ??= describeApi(this.routes.all(), this.env.PUBLIC_URL));
  }
}
