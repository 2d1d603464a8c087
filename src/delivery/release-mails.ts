import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { parseSecrets, type SigningKeys } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { ReleaseVersion } from '../releases/release-version.entity.js';
import { createSigner, type DkimKey } from '../rendering/dkim.js';
import { compileMessage, fillMessage, type RecipientValues } from '../rendering/mime-template.js';
import type { MailBuilder } from './chunk-run.js';
import type { Recipient } from './chunk-claims.js';
import { readDkimKeys } from './dkim-keys.js';
import { mailHeaders, renderVersion } from './mail-of-version.js';
import { messageId, returnPath } from './return-path.js';
import { recipientLinks } from './recipient-links.js';

type Tier = 'early' | 'general';

interface DispatchOfMail {
  version: ReleaseVersion;
  topics: string[];
  /** The tier's time: the Date of all its mails, so that an attempt repeats the same bytes. */
  opensAt: Date;
}

/** Rendered dispatches kept at once; each is about 100 KB. */
const KEPT = 50;

/** Makes the mails of a tier of a dispatch: rendered once, filled in and signed for each recipient. */
@Injectable()
export class ReleaseMails {
  private readonly builders = new Map<string, Promise<MailBuilder>>();
  private readonly keys: SigningKeys;
  private readonly dkim: DkimKey[];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.keys = parseSecrets(env.DATELINE_SECRET);
    this.dkim = readDkimKeys(env.DKIM_KEYS);
  }

  /** Throws when the version cannot be rendered; the next call tries again. */
  async builderFor(dispatchId: number, tier: Tier): Promise<MailBuilder> {
    const dispatch = await this.load(dispatchId, tier);
    const key = `${dispatchId}/${tier}/${dispatch.version.contentHash.toString('hex')}/${dispatch.opensAt.getTime()}`;
    const known = this.builders.get(key);
    if (known) return known;
    const made = this.make(dispatch, tier);
    this.builders.set(key, made);
    made.catch(() => this.builders.delete(key));
    for (const oldest of this.builders.keys()) if (this.builders.size > KEPT) this.builders.delete(oldest);
    return made;
  }

  private async load(dispatchId: number, tier: Tier): Promise<DispatchOfMail> {
    const [row] = await this.dataSource.query<{ versionId: number; opensAt: Date; topics: string[] }[]>(
      `select d.version_id as "versionId", t.opens_at as "opensAt",
              array(select name from topic where id = any (d.topic_ids) order by name) as topics
         from dispatch d join dispatch_tier t on t.dispatch_id = d.id and t.tier = $2 where d.id = $1`,
      [dispatchId, tier],
    );
    if (!row) throw new Error(`There is no dispatch ${dispatchId} with a tier ${tier}`);
    const version = await this.dataSource.manager.findOneOrFail(ReleaseVersion, {
      where: { id: row.versionId },
      relations: { release: true },
    });
    return { version, topics: row.topics, opensAt: row.opensAt };
  }

  private async make({ version, topics, opensAt }: DispatchOfMail, tier: Tier): Promise<MailBuilder> {
    const rendered = await renderVersion(this.dataSource.manager, this.env, version, topics, tier);
    const template = await compileMessage(rendered, mailHeaders(this.env, version), rendered.attachments);
    const valuesOf = (recipient: Recipient) => this.valuesOf(recipient, version, opensAt, tier);
    const envelopeFrom = (recipient: Recipient) =>
      returnPath(this.keys, recipient.id, this.env.BOUNCE_DOMAIN);
    if (this.dkim.length === 0) {
      return {
        form: 'wire',
        envelopeFrom,
        message: (recipient) => fillMessage(template, valuesOf(recipient)),
      };
    }
    const signer = createSigner(template, this.dkim);
    const message = (recipient: Recipient): string | Promise<string> => {
      const values = valuesOf(recipient);
      const ready = recipient.signed && signer.assembleAhead(values, recipient.signed);
      return ready ?? signer.signInPool(values);
    };
    const ahead = {
      sign: (recipient: Recipient) => signer.signAhead(valuesOf(recipient)),
      octets: signer.aheadOctets,
    };
    return { form: 'wire', envelopeFrom, message, ahead };
  }

  private valuesOf(recipient: Recipient, version: ReleaseVersion, date: Date, tier: Tier): RecipientValues {
    const links = recipientLinks(this.env, this.keys, recipient, version, tier);
    const inReplyTo = recipient.repliesTo
      ? { inReplyTo: messageId(this.keys, recipient.repliesTo, this.env.LIST_DOMAIN) }
      : {};
    return {
      to: { name: recipient.name, address: recipient.email },
      messageId: messageId(this.keys, recipient.id, this.env.LIST_DOMAIN),
      date,
      unsubscribe: { url: links.unsubscribeUrl },
      slots: { ...links },
      ...inReplyTo,
    };
  }
}
