import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { parseSecrets, type SigningKeys } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { POOL } from '../database/pool.module.js';
import { ReleaseVersion } from '../releases/release-version.entity.js';
import { countedChoices } from '../contacts/counting-choice.js';
import { beginMeasuring } from '../engagement/begin-measuring.js';
import type { DkimKey } from '../rendering/dkim.js';
import { compileMessage, type MessageTemplate, type RecipientValues } from '../rendering/mime-template.js';
import type { MailBuilder } from './chunk-run.js';
import type { Recipient } from './chunk-claims.js';
import { readDkimKeys } from './dkim-keys.js';
import { eitherBuilder, mailBuilder } from './mail-builder.js';
import { mailHeaders, renderVersion } from './mail-of-version.js';
import { messageId, returnPath } from './return-path.js';
import { countedLinks, type RecipientLinks, recipientLinks } from './recipient-links.js';

type Tier = 'early' | 'general';

interface DispatchOfMail {
  id: number;
  version: ReleaseVersion;
  topics: string[];
  /** The tier's time: the Date of all its mails, so that an attempt repeats the same bytes. */
  opensAt: Date;
}

/** All that a dispatch's mails depend on, with a hash in the content's place. */
interface DispatchHead extends Pick<DispatchOfMail, 'topics' | 'opensAt'> {
  versionId: number;
  /** Hexadecimal. */
  contentHash: string;
  /** Brought forward after the approval: the mails that are still under embargo name the time that is true. */
  embargoAt: Date | null;
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
    @Inject(POOL) private readonly pool: Pool,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.keys = parseSecrets(env.DATELINE_SECRET);
    this.dkim = readDkimKeys(env.DKIM_KEYS);
  }

  /** Throws when the version cannot be rendered; the next call tries again. */
  async builderFor(dispatchId: number, tier: Tier): Promise<MailBuilder> {
    const head = await this.headOf(dispatchId, tier);
    const key = `${dispatchId}/${tier}/${JSON.stringify(head)}`;
    const known = this.builders.get(key);
    if (known) return known;
    const made = this.load(dispatchId, head).then((dispatch) => this.make(dispatch, tier));
    this.builders.set(key, made);
    made.catch(() => this.builders.delete(key));
    for (const oldest of this.builders.keys()) if (this.builders.size > KEPT) this.builders.delete(oldest);
    return made;
  }

  private async headOf(dispatchId: number, tier: Tier): Promise<DispatchHead> {
    const { rows } = await this.pool.query<DispatchHead>({
      name: 'head_of_mails',
      text: `select d.version_id as "versionId", encode(v.content_hash, 'hex') as "contentHash", t.opens_at as "opensAt",
                    least(v.embargo_at, d.lift_at) as "embargoAt",
                    array(select name from topic where id = any (d.topic_ids) order by name) as topics
               from dispatch d join dispatch_tier t on t.dispatch_id = d.id and t.tier = $2
               join release_version v on v.id = d.version_id
              where d.id = $1`,
      values: [dispatchId, tier],
    });
    if (!rows[0]) throw new Error(`There is no dispatch ${dispatchId} with a tier ${tier}`);
    return rows[0];
  }

  private async load(id: number, head: DispatchHead): Promise<DispatchOfMail> {
    const { versionId, contentHash, opensAt, embargoAt, topics } = head;
    const version = await this.dataSource.manager.findOneOrFail(ReleaseVersion, {
      where: { id: versionId },
      relations: { release: true },
    });
    if (version.contentHash.toString('hex') !== contentHash)
      throw new Error(`Version ${versionId} was changed while it was read`);
    if (version.embargoAt) version.embargoAt = embargoAt;
    return { id, version, topics, opensAt };
  }

  private async make(dispatch: DispatchOfMail, tier: Tier): Promise<MailBuilder> {
    const plain = await this.plain(dispatch, tier);
    const counted = tier === 'general' ? await this.counted(dispatch) : null;
    if (!counted) return plain;
    const choices = countedChoices(this.env.MEASURE);
    return eitherBuilder(plain, counted, ({ counting }) => counting !== null && choices.includes(counting));
  }

  private async plain(dispatch: DispatchOfMail, tier: Tier): Promise<MailBuilder> {
    const { version, topics } = dispatch;
    const rendered = await renderVersion(this.dataSource.manager, this.env, version, topics, tier);
    const valuesOf = (recipient: Recipient) =>
      this.valuesOf(recipient, dispatch, recipientLinks(this.env, this.keys, recipient, version, tier));
    return this.builder(await this.compiled(rendered, version), valuesOf);
  }

  /** Null: this dispatch is not measured. Mails before the lift never are. */
  private async counted(dispatch: DispatchOfMail): Promise<MailBuilder | null> {
    const { manager } = this.dataSource;
    const { id, version, topics } = dispatch;
    const rendered = await renderVersion(manager, this.env, version, topics, 'general', 'counted');
    if (!(await beginMeasuring(manager, this.env, id, rendered.links))) return null;
    const valuesOf = (recipient: Recipient) =>
      this.valuesOf(recipient, dispatch, countedLinks(this.env, this.keys, recipient, version));
    return this.builder(await this.compiled(rendered, version), valuesOf);
  }

  private compiled(
    rendered: Awaited<ReturnType<typeof renderVersion>>,
    version: ReleaseVersion,
  ): Promise<MessageTemplate> {
    return compileMessage(rendered, mailHeaders(this.env, version), rendered.attachments);
  }

  private builder(
    template: MessageTemplate,
    valuesOf: (recipient: Recipient) => RecipientValues,
  ): MailBuilder {
    const envelopeFrom = (recipient: Recipient) =>
      returnPath(this.keys, recipient.id, this.env.BOUNCE_DOMAIN);
    return mailBuilder({ template, dkim: this.dkim, envelopeFrom, valuesOf });
  }

  private valuesOf(recipient: Recipient, dispatch: DispatchOfMail, links: RecipientLinks): RecipientValues {
    const inReplyTo = recipient.repliesTo
      ? { inReplyTo: messageId(this.keys, recipient.repliesTo, this.env.LIST_DOMAIN) }
      : {};
    return {
      to: { name: recipient.name, address: recipient.email },
      messageId: messageId(this.keys, recipient.id, this.env.LIST_DOMAIN),
      date: dispatch.opensAt,
      unsubscribe: { url: links.unsubscribeUrl },
      slots: { ...links },
      ...inReplyTo,
    };
  }
}
