import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

export const inboundSources = ['smtp', 'imap', 'ses', 'sendgrid', 'mailgun', 'postmark'] as const;
export type InboundSource = (typeof inboundSources)[number];

/** A mail or event that came to a return path, as it came. */
@Entity()
@Index('inbound_mail_unread_idx', { synchronize: false })
@Index('inbound_mail_forwarding_idx', { synchronize: false })
@Index('inbound_mail_raw_idx', { synchronize: false })
@Index('inbound_mail_rcpt_idx', { synchronize: false })
@Index('inbound_mail_event_key', ['source', 'eventId'], { unique: true })
@Check('inbound_mail_forwarding_check', `forwarding in ('due', 'sending', 'sent', 'failed')`)
@Check('inbound_mail_source_check', `source in ('smtp', 'imap', 'ses', 'sendgrid', 'mailgun', 'postmark')`)
export class InboundMail {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('timestamptz', { default: () => 'now()' })
  receivedAt!: Date;

  @Column('text')
  source!: InboundSource;

  @Column('text', { nullable: true })
  rcpt!: string | null;

  /** Named by the return path's HMAC. */
  @Column('bigint', { nullable: true })
  @Index()
  deliveryId!: number | null;

  /** The envelope sender; empty for a mail that must not be answered. Null where it is not known. */
  @Column('text', { nullable: true })
  sender!: string | null;

  /** What makes a provider's event, or a mail of a mailbox, that comes twice one. */
  @Column('text', { nullable: true })
  eventId!: string | null;

  /** Since when a worker reads it. */
  @Column('timestamptz', { nullable: true })
  claimedAt!: Date | null;

  /** A person's answer on its way to the press contact; null: nothing to forward. */
  @Column('text', { nullable: true })
  forwarding!: 'due' | 'sending' | 'sent' | 'failed' | null;

  /** `unread` until the worker read it. */
  @Column('text')
  kind!: string;

  @Column('jsonb', { default: {} })
  reading!: Record<string, unknown>;

  @Column('bytea', { nullable: true })
  raw!: Buffer | null;
}
