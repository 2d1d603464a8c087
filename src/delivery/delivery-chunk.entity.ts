import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** What a worker claims at once. */
@Entity()
@Index('delivery_chunk_due_at_idx', { synchronize: false })
export class DeliveryChunk {
  @PrimaryColumn('bigint')
  dispatchId!: number;

  @ManyToOne('Dispatch', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'dispatch_id' })
  dispatch?: unknown;

  @PrimaryColumn('text')
  tier!: string;

  @PrimaryColumn('integer')
  number!: number;

  /** When there is work in it; null: all settled. */
  @Column('timestamptz', { nullable: true })
  dueAt!: Date | null;

  /** Counts the claims; whoever holds an older one is fenced. */
  @Column('integer', { default: 0 })
  epoch!: number;

  @Column('text', { nullable: true })
  worker!: string | null;

  @Column('timestamptz', { nullable: true })
  claimedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil!: Date | null;

  /** How much had been forbidden when its recipients were last judged; null: each of them is judged before each mail. */
  @Column('bigint', { nullable: true })
  judged!: number | null;
}
