import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { WhatCameBack } from './what-came-back.js';

/** What one delivery came back with, and what was done. */
@Entity()
@Index('bounce_once_key', ['deliveryId', 'kind', 'category'], { unique: true })
export class Bounce extends WhatCameBack {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  deliveryId!: number;

  @Column('bigint')
  @Index()
  contactId!: number;

  @Column('timestamptz', { default: () => 'now()' })
  @Index()
  at!: Date;

  @Column('timestamptz', { nullable: true })
  undoneAt!: Date | null;

  @Column('text', { nullable: true })
  undoneBy!: string | null;
}
