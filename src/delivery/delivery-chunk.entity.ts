import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** What a worker claims at once: a stretch of a tier. */
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

  /** Its deliveries' ids lie from here to the last; others' may lie between them (in_chunk(), migration 0102). */
  @Column('bigint')
  firstId!: number;

  @Column('bigint')
  lastId!: number;

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
