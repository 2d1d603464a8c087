import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SigningKeys } from '../auth/signed-token.js';
import { type AttemptLimit, takeAttempt } from '../auth/take-attempt.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import type { WordKey } from './locales/en.js';
import { checkProof } from './proof-of-work.js';
import { SIGNING_KEYS } from './signed-links.js';
import type { SubscribeForm } from './subscribe-input.js';

/** A whole newsroom may subscribe from one network; who does no work gets fewer tries. */
const PER_NETWORK: AttemptLimit = { burst: 30, refillSeconds: 120 };
const PER_NETWORK_UNPROVEN: AttemptLimit = { burst: 5, refillSeconds: 900 };
/** Confirmations that one mail domain may get; beyond it none is sent, and nobody is told. */
const PER_DOMAIN: AttemptLimit = { burst: 200, refillSeconds: 20 };
const PER_ADDRESS: AttemptLimit = { burst: 1, refillSeconds: 24 * 3600 };
const ONCE: AttemptLimit = { burst: 1, refillSeconds: 24 * 3600 };

/** The key of an address's confirmations. */
export const attemptsOf = (emailKey: string): string => `subscribe:address:${emailKey}`;

export interface Caller {
  /** Network address. */
  address: string;
  textShown: string;
}

@Injectable()
export class SubscriptionRequestsService {
  constructor(
    private readonly source: DataSource,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Takes a wish to subscribe. What follows is the same, and takes the same time, whether the address is known,
   * suppressed or new: one row, and a confirmation that is mailed later (see ConfirmationMailsService).
   * @throws DomainError `too_many` for the network, `invalid` if the proof of work is wrong; messages are word keys
   */
  async request(form: SubscribeForm, caller: Caller): Promise<void> {
    if (form.website) return;
    await this.admitNetwork(form, caller);
    const { manager } = this.source;
    const withinDomain = await takeAttempt(manager, `subscribe:domain:${form.email.domain}`, PER_DOMAIN);
    const withinAddress = await takeAttempt(manager, attemptsOf(form.email.key), PER_ADDRESS);
    await this.store(form, caller, withinDomain && withinAddress);
  }

  private async admitNetwork(form: SubscribeForm, caller: Caller): Promise<void> {
    const proof = await checkProof(this.keys, form.altcha);
    if (proof.kind === 'wrong' || (proof.kind === 'proven' && !(await this.isFresh(proof.id))))
      throw wrongCheck();
    if (!this.env.RATE_LIMITS) return;
    const limit = proof.kind === 'proven' ? PER_NETWORK : PER_NETWORK_UNPROVEN;
    const key = `subscribe:network:${proof.kind}:${networkOf(caller.address)}`;
    if (!(await takeAttempt(this.source.manager, key, limit))) throw tooMany();
  }

  private isFresh(id: string): Promise<boolean> {
    return takeAttempt(this.source.manager, `subscribe:proof:${id}`, ONCE);
  }

  /** A wish beyond the limits is written down as mailed already, so that storing it costs the same. */
  private async store(form: SubscribeForm, caller: Caller, toBeMailed: boolean): Promise<void> {
    const { email, topics, name, outlet, beats, language } = form;
    await this.source.query(
      `insert into subscription_request
         (email, email_key, topic_ids, name, outlet, beats, language, address, text_shown, mailed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $10 then null else now() end)`,
      [
        email.email,
        email.key,
        topics,
        name,
        outlet || null,
        beats,
        language,
        caller.address,
        caller.textShown,
        toBeMailed,
      ],
    );
  }
}

/** An IPv4 address or the /64 of an IPv6 address, which is what one customer has. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIP(plain) !== 6) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const [before, after] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)];
  const zeros = plain.includes('::')
    ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
    : [];
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}

const tooMany = () => new DomainError('too_many', 'error.tooMany' satisfies WordKey);
const wrongCheck = () => new DomainError('invalid', 'error.check' satisfies WordKey, { '': 'error.check' });
