import { Module } from '@nestjs/common';
import { MailboxController } from './mailbox.controller.js';

/** The pages of the local mailbox; only part of an instance that has one. */
@Module({ controllers: [MailboxController] })
export class MailboxModule {}
