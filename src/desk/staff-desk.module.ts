import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountController } from './account.controller.js';
import { KeptFormsController } from './kept-forms.controller.js';
import { RecordController } from './record.controller.js';
import { SignInController } from './sign-in.controller.js';
import { TokensController } from './tokens.controller.js';
import { UsersController } from './users.controller.js';

/** The desk's pages about people: signing in, one's account, users, tokens, the record. */
@Module({
  imports: [UsersModule, AuditModule],
  controllers: [
    SignInController,
    KeptFormsController,
    AccountController,
    UsersController,
    TokensController,
    RecordController,
  ],
})
export class StaffDeskModule {}
