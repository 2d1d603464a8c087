import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { SingleMail } from '../auth/transactional-mail.js';
import { Contact } from '../contacts/contact.entity.js';
import { WhatCameBack } from './what-came-back.js';

/** What a digest, notice or letter came back with, and what was done. Its numbers are of one row with those of `Bounce`. */
@Entity()
@Unique('single_bounce_once_key', ['mail', 'mailId', 'kind', 'category'])
@Check('single_bounce_mail_check', `mail in ('digest', 'notice', 'letter')`)
export class SingleBounce extends WhatCameBack {
  @PrimaryColumn('bigint', { default: () => `nextval('bounce_id_seq')` })
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

  /** Of a letter. */
  @Column('text', { nullable: true })
  purpose!: string | null;

  /** The address it was sent to. */
  @Column('text')
  email!: string;

  @Column('text')
  domain!: string;

  @Column('timestamptz', { default: () => 'now()' })
  @Index()
  at!: Date;

  @Column('timestamptz', { nullable: true })
  undoneAt!: Date | null;

  @Column('text', { nullable: true })
  undoneBy!: string | null;
}
