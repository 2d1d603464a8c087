import { TransactionalMail, type TransactionalMessage } from '../../src/auth/transactional-mail.js';
import type { TestApp } from './http.js';

/** Single mails of an application under test, kept instead of handed to a relay. */
export class KeptMail {
  readonly mails: TransactionalMessage[] = [];
  /** Set to make the next mails fail. */
  broken = false;

  to(address: string): TransactionalMessage[] {
    return this.mails.filter((mail) => mail.to === address);
  }
}

/** From now on the application's single mails come here. */
export function keepMail(app: TestApp): KeptMail {
  const kept = new KeptMail();
  app.service(TransactionalMail).send = async (message) => {
    if (kept.broken) throw Object.assign(new Error('The relay is away'), { syscall: 'connect' });
    kept.mails.push(message);
  };
  return kept;
}

/** The path of the first link of ours in a mail's text. */
export function linkIn(text: string): string {
  const [url] = /https?:\/\/\S+/.exec(text) ?? [];
  if (!url) throw new Error('There is no link in this mail');
  return new URL(url).pathname;
}
