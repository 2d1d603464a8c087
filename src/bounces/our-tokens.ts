import { openToken, parseSecrets, type SigningKeys } from '../auth/signed-token.js';
import type { Env } from '../config/env.js';
import type { SingleMail } from '../auth/transactional-mail.js';
import { openMessageId, openReturnPath } from '../delivery/return-path.js';
import { openSingleMessageId, openSingleReturnPath } from '../delivery/single-return-path.js';

/** Texts of strangers that may carry a token of ours. */
export interface Traces {
  returnPaths?: readonly string[];
  /** With or without angle brackets. */
  messageIds?: readonly string[];
  /** Bytes in which an unsubscribe link of ours may stand. */
  mail?: Buffer;
}

/** How much of a mail is searched for a link; headers come first. */
const SEARCHED = 256 * 1024;

/**
 * Finds the delivery that a text names by a token that only we can make: a return path, a Message-ID, or the
 * unsubscribe link of that one mail. An address never names a delivery.
 */
export class OurTokens {
  private readonly keys: SigningKeys;
  private readonly link: RegExp;

  constructor(
    private readonly env: Pick<Env, 'DATELINE_SECRET' | 'BOUNCE_DOMAIN' | 'LIST_DOMAIN' | 'PUBLIC_URL'>,
  ) {
    this.keys = parseSecrets(env.DATELINE_SECRET);
    const url = env.PUBLIC_URL.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    this.link = new RegExp(`${url}/u/([A-Za-z0-9]{1,16}\\.[\\w-]{1,200}\\.[\\w-]{22})`, 'g');
  }

  /** The delivery that a return path of ours names, or null. */
  ofReturnPath(address: string): number | null {
    return openReturnPath(this.keys, address, this.env.BOUNCE_DOMAIN);
  }

  /** The single mail that a return path of ours names, or null. */
  ofSingleReturnPath(address: string): SingleMail | null {
    return openSingleReturnPath(this.keys, address, this.env.BOUNCE_DOMAIN);
  }

  /** Whether an address is a return path that we made, of whatever mail. */
  isOurs(address: string): boolean {
    return this.ofReturnPath(address) !== null || this.ofSingleReturnPath(address) !== null;
  }

  /** Whether an address looks like a return path but was not made by us. */
  isForged(address: string): boolean {
    const [local = '', domain = ''] = address.toLowerCase().split('@');
    return /^[bs]-[0-9a-z]+-[0-9a-z]+$/.test(local) && domain === this.env.BOUNCE_DOMAIN.toLowerCase()
      ? !this.isOurs(address)
      : false;
  }

  /** The first delivery that is named, in the order of the traces. */
  find({ returnPaths = [], messageIds = [], mail }: Traces): number | null {
    for (const address of returnPaths.slice(0, 50)) {
      const id = this.ofReturnPath(address);
      if (id !== null) return id;
    }
    for (const text of messageIds.slice(0, 50)) {
      const id = openMessageId(this.keys, text.replace(/^<|>$/g, ''), this.env.LIST_DOMAIN);
      if (id !== null) return id;
    }
    return mail ? this.ofLink(mail) : null;
  }

  /** The first single mail that the traces name; no link of a mail to one person names one. */
  findSingle({ returnPaths = [], messageIds = [] }: Traces): SingleMail | null {
    for (const address of returnPaths.slice(0, 50)) {
      const single = this.ofSingleReturnPath(address);
      if (single) return single;
    }
    for (const text of messageIds.slice(0, 50)) {
      const single = openSingleMessageId(this.keys, text.replace(/^<|>$/g, ''), this.env.LIST_DOMAIN);
      if (single) return single;
    }
    return null;
  }

  private ofLink(mail: Buffer): number | null {
    const text = mail.subarray(0, SEARCHED).toString('latin1');
    for (const [, token] of [...text.matchAll(this.link)].slice(0, 50)) {
      const delivery = openToken(this.keys, 'unsubscribe', token ?? '')?.[1];
      if (typeof delivery === 'number') return delivery;
    }
    return null;
  }
}
