import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { SingleMail } from '../auth/transactional-mail.js';
import { Contact } from '../contacts/contact.entity.js';
import { WhatCameBack } from './what-came-back.js';

/** What a digest or notice came back with, and what was done. */
@Entity()
@Unique('single_bounce_once_key', ['mail', 'mailId', 'kind', 'category'])
@Check('single_bounce_mail_check', `mail in ('digest', 'notice')`)
export class SingleBounce extends WhatCameBack {
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
}
