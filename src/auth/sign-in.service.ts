import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import { LOG, type Log } from '../ops/log.js';
import { renderTransactional } from '../rendering/render-transactional.js';
import { isPassword } from '../users/password.js';
import { callerKey } from './caller-key.js';
import { actorOf, type Account, type Device, SessionsService } from './sessions.service.js';
import { MAIL_LINK_MINUTES, makeSignInLink, signInPath, useSignInLink } from './sign-in-links.js';
import { type AttemptLimit, forgetAttempts, takeAttempt } from './take-attempt.js';
import { TransactionalMail } from './transactional-mail.js';

/**
 * Per account, so that guessing takes years, and per network address, so that trying one password on many accounts
 * does too. Somebody who locks a colleague's password out with wrong ones does not lock out the mail link.
 */
const LIMITS = {
  passwordOfAccount: { burst: 10, refillSeconds: 60 },
  passwordFromAddress: { burst: 50, refillSeconds: 10 },
  linkForAccount: { burst: 3, refillSeconds: 300 },
  linkFromAddress: { burst: 20, refillSeconds: 30 },
} satisfies Record<string, AttemptLimit>;

type FoundAccount = Account & { passwordHash: string | null };

/**
 * Signing in. Whether an address has an account shows neither in the answers nor in their time: the same steps run for
 * known and unknown ones, and the mail is made and sent after the answer.
 */
@Injectable()
export class SignInService implements OnApplicationShutdown {
  private readonly underway = new Set<Promise<void>>();

  constructor(
    private readonly database: DataSource,
    private readonly sessions: SessionsService,
    private readonly mail: TransactionalMail,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** The secret of a new session. Throws DomainError `unauthenticated`, alike for every reason, or `too_many`. */
  async withPassword(input: { email: string; password: string }, device: Device): Promise<string> {
    const email = input.email.trim().toLowerCase();
    await this.limit('passwordFromAddress', callerKey(device.address ?? ''));
    await this.limit('passwordOfAccount', email);
    const account = await this.accountOf(email);
    if (!(await isPassword(account?.passwordHash, input.password)) || !account) {
      this.log.warn({ event: 'sign_in.refused', user: account?.id ?? null });
      throw new DomainError('unauthenticated', 'The address or the password is wrong.');
    }
    await forgetAttempts(this.database.manager, `passwordOfAccount ${email}`);
    return this.database.transaction((manager) => this.openSession(manager, account, device, 'password'));
  }

  /** Sends a one-time link if there is such an account; the caller cannot tell. Throws DomainError `too_many`. */
  async requestLink(email: string, address: string): Promise<void> {
    const normalised = email.trim().toLowerCase();
    await this.limit('linkFromAddress', callerKey(address));
    await this.limit('linkForAccount', normalised);
    const sending = this.sendLinkTo(normalised)
      .catch((err: unknown) => this.log.error({ event: 'sign_in.link_failed', err }))
      .finally(() => this.underway.delete(sending));
    this.underway.add(sending);
  }

  /** The secret of a new session. Throws DomainError `unauthenticated` if the link is used, old or unknown. */
  withLink(secret: string, device: Device): Promise<string> {
    return this.database.transaction(async (manager) => {
      const account = await useSignInLink(manager, secret);
      if (account) return this.openSession(manager, account, device, 'link');
      throw new DomainError(
        'unauthenticated',
        'This link was used already or is too old. Ask for a new one.',
      );
    });
  }

  /** Sends a link to somebody an admin added. Throws if the mail cannot be handed over: then the admin should know. */
  async invite(userId: number): Promise<void> {
    const [user]: { id: number; email: string }[] = await this.database.query(
      `select id, email from staff_user where id = $1 and disabled_at is null`,
      [userId],
    );
    if (!user) throw notFound('account');
    await this.sendLink(user).catch((cause: unknown) => {
      throw new DomainError(
        'unavailable',
        'The account is there, but its mail could not be sent.',
        {},
        { cause },
      );
    });
  }

  /** Resolves once no mail is on its way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.underway);
  }

  onApplicationShutdown(): Promise<void> {
    return this.settled();
  }

  private async accountOf(email: string): Promise<FoundAccount | null> {
    const [account]: FoundAccount[] = await this.database.query(
      `select id, name, email, role, password_hash as "passwordHash" from staff_user where email = $1 and disabled_at is null`,
      [email],
    );
    return account ?? null;
  }

  private async openSession(
    manager: EntityManager,
    account: Account,
    device: Device,
    by: 'password' | 'link',
  ): Promise<string> {
    const session = await this.sessions.open(manager, account.id, device);
    const about = { action: 'user.signed_in', subjectType: 'user', subjectId: account.id, detail: { by } };
    await record(manager, { actor: actorOf(account), ...about });
    return session;
  }

  private async sendLinkTo(email: string): Promise<void> {
    const account = await this.accountOf(email);
    if (account) await this.sendLink(account);
  }

  private async sendLink(account: { id: number; email: string }): Promise<void> {
    const secret = await makeSignInLink(this.database.manager, account.id, MAIL_LINK_MINUTES);
    const content = await renderTransactional('sign-in', {
      language: 'en',
      organisation: { name: this.env.ORGANISATION, postalAddress: this.env.POSTAL_ADDRESS },
      url: this.env.PUBLIC_URL + signInPath(secret),
      minutes: MAIL_LINK_MINUTES,
    });
    await this.mail.send({ to: account.email, purpose: 'sign-in-link', ...content });
  }

  private async limit(name: keyof typeof LIMITS, key: string): Promise<void> {
    if (!this.env.RATE_LIMITS) return;
    if (await takeAttempt(this.database.manager, `${name} ${key}`, LIMITS[name])) return;
    throw new DomainError('too_many', 'Too many attempts. Wait a few minutes and try again.');
  }
}
