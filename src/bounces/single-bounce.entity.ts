import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { SingleMail } from '../auth/transactional-mail.js';
import { Contact } from '../contacts/contact.entity.js';
import { InboundMail } from './inbound-mail.entity.js';

/** What a digest or notice came back with, and what was done. */
@Entity()
@Unique('single_bounce_once_key', ['mail', 'mailId', 'kind', 'category'])
@Check('single_bounce_mail_check', `mail in ('digest', 'notice')`)
export class SingleBounce {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text')
  mail!: SingleMail['mail'];

  @Column('bigint')
  mailId!: number;

  @Column('bigint')
  @Index()
  contactId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn()
  contact?: unknown;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  @Column('bigint', { nullable: true })
  inboundMailId!: number | null;

  @ManyToOne(() => InboundMail, { onDelete: 'SET NULL', nullable: true })
  @JoinColumn()
  inboundMail?: unknown;

  /** `reply` (at SMTP time) or where the mail came from. */
  @Column('text')
  source!: string;

  @Column('text')
  kind!: 'bounce' | 'delayed' | 'feedback';

  @Column('text')
  category!: string;

  @Column('boolean')
  hard!: boolean;

  @Column('text', { nullable: true })
  status!: string | null;

  @Column('text', { nullable: true })
  reply!: string | null;

  @Column('text', { nullable: true })
  diagnostic!: string | null;

  @Column('text')
  action!: string;
}
