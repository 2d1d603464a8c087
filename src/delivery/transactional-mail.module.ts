import { Global, Module } from '@nestjs/common';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { NodemailerTransactionalMail } from './transactional-mail.service.js';

/** Lets the lower features (sign-in, subscriptions) send a mail without knowing how. */
@Global()
@Module({
  providers: [{ provide: TransactionalMail, useClass: NodemailerTransactionalMail }],
  exports: [TransactionalMail],
})
export class TransactionalMailModule {}
