import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { ApiTokensService } from './api-tokens.service.js';
import { IdentifyService } from './identify.service.js';
import { KeptFormsService } from './kept-forms.service.js';
import { SessionsService } from './sessions.service.js';
import { SignInSweep } from './sign-in-sweep.js';
import { SignInService } from './sign-in.service.js';

/** Sign-in, sessions, tokens, and the guard that stands before every route of the web process. */
@Global()
@Module({
  imports: [UsersModule],
  providers: [
    SessionsService,
    KeptFormsService,
    ApiTokensService,
    IdentifyService,
    SignInService,
    SignInSweep,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [SessionsService, KeptFormsService, ApiTokensService, IdentifyService, SignInService],
})
export class AuthModule {}
