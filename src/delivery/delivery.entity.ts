import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

export const deliveryStates = [
  'pending',
  'transmitting',
  'deferred',
  'accepted',
  'refused',
  'in_doubt',
  'suppressed',
  'cancelled',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One recipient of one dispatch: the account of law 2. A pending delivery is claimed while its chunk is leased. */
@Entity()
// Unique over dispatch and address, in the order of sending (migration 0101).
@Index('delivery_dispatch_id_lot_email_key', { synchronize: false })
@Check(
  'delivery_state_check',
  `state in ('pending', 'transmitting', 'deferred', 'accepted', 'refused', 'in_doubt', 'suppressed', 'cancelled')`,
)
export class Delivery {
  /** Grows in the order of sending. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  dispatchId!: number;

  @Column('text')
  tier!: string;

  @Column('integer')
  chunk!: number;

  @Column('bigint')
  @Index()
  contactId!: number;

  /** Null: the person was erased. */
  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text')
  domain!: string;

  @Column('text', { default: 'pending' })
  state!: DeliveryState;

  /** Transmissions begun, and replies that came before one began. */
  @Column('smallint', { default: 0 })
  attempt!: number;

  /** The chunk's claim under which the last attempt began. */
  @Column('integer', { nullable: true })
  epoch!: number | null;

  /** The database's time at the claim that led to the last attempt. */
  @Column('timestamptz', { nullable: true })
  claimedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  firstAttemptAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  transmittingAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  nextAttemptAt!: Date | null;

  @Column('smallint', { nullable: true })
  replyCode!: number | null;

  @Column('text', { nullable: true })
  replyText!: string | null;

  /** What seals hide the address with; null once the person was erased. */
  @Column('bytea', { nullable: true, select: false, default: () => 'uuid_send(gen_random_uuid())' })
  salt!: Buffer | null;
}
