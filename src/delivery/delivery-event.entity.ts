import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What happened to one attempt; never edited. */
@Entity()
@Index('delivery_event_refused_idx', { synchronize: false })
export class DeliveryEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  @Index()
  deliveryId!: number;

  @Column('bigint')
  dispatchId!: number;

  @Column('smallint')
  attempt!: number;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;

  @Column('text')
  state!: string;

  @Column('smallint', { nullable: true })
  replyCode!: number | null;

  @Column('text', { nullable: true })
  replyText!: string | null;

  @Column('text', { nullable: true })
  worker!: string | null;

  /** What a seal knows of an erased person's address and of the reply's text; null while they are there themselves. */
  @Column('bytea', { nullable: true, select: false })
  commitment!: Buffer | null;

  /** The transaction that wrote it: a seal covers the events of those that it saw. */
  @Column('bigint', { nullable: true, default: () => 'this_transaction()' })
  writtenBy!: number | null;
}
