import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

export type TierName = 'early' | 'general';

/** One group of recipients with one time of its own. */
@Entity()
@Check('dispatch_tier_tier_check', `tier in ('early', 'general')`)
export class DispatchTier {
  @PrimaryColumn('bigint')
  dispatchId!: number;

  @ManyToOne('Dispatch', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'dispatch_id' })
  dispatch?: unknown;

  @PrimaryColumn('text')
  tier!: TierName;

  @Column('timestamptz')
  opensAt!: Date;

  @Column('timestamptz', { nullable: true })
  frozenAt!: Date | null;

  /** When notices were made due for its receivers who would be told too late. */
  @Column('timestamptz', { nullable: true })
  toldAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  startedAt!: Date | null;
}
