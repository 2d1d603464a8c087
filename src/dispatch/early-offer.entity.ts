import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Contact } from '../contacts/contact.entity.js';
import { Release } from '../releases/release.entity.js';

/** A journalist who was asked whether they want early access to a release. */
@Entity()
@Index('early_offer_unsent_idx', { synchronize: false })
export class EarlyOffer {
  @PrimaryColumn('bigint')
  contactId!: number;

  @PrimaryColumn('bigint')
  releaseId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn()
  contact?: unknown;

  @ManyToOne(() => Release, { onDelete: 'CASCADE' })
  @JoinColumn()
  release?: unknown;

  @Column('timestamptz', { default: () => 'now()' })
  offeredAt!: Date;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;

  @Column('smallint', { default: 0 })
  tried!: number;
}
