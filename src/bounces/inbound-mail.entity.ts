import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

export const inboundSources = ['smtp', 'imap', 'ses', 'sendgrid', 'mailgun', 'postmark'] as const;
export type InboundSource = (typeof inboundSources)[number];

/** A mail or event that came to a return path, as it came. */
@Entity()
@Index('inbound_mail_unread_idx', { synchronize: false })
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

  /** `unread` until the worker read it. */
  @Column('text')
  kind!: string;

  @Column('jsonb', { default: {} })
  reading!: Record<string, unknown>;

  @Column('bytea', { nullable: true })
  raw!: Buffer | null;
}
