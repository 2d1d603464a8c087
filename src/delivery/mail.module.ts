import { Global, Module } from '@nestjs/common';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { NodemailerTransactionalMail } from './transactional-mail.service.js';

/** Single mails, for whoever asks for `TransactionalMail`. */
@Global()
@Module({
  providers: [{ provide: TransactionalMail, useClass: NodemailerTransactionalMail }],
  exports: [TransactionalMail],
})
export class MailModule {}
