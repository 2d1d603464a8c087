import { Column, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { InboundMail } from './inbound-mail.entity.js';

/** How what came back for a mail of ours was read, and what was done about it. */
export abstract class WhatCameBack {
  @Column('bigint', { nullable: true })
  inboundMailId!: number | null;

  @ManyToOne(() => InboundMail, { onDelete: 'SET NULL', nullable: true })
  @JoinColumn()
  inboundMail?: Relation<InboundMail> | null;

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
