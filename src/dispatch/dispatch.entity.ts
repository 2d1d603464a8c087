import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';

export const dispatchStates = ['armed', 'paused', 'held', 'stopped', 'finished'] as const;
export type DispatchState = (typeof dispatchStates)[number];

/** Sending one approved version to one frozen audience. What may leave is decided by the database's gate. */
@Entity()
@Check('dispatch_state_check', `state in ('armed', 'paused', 'held', 'stopped', 'finished')`)
@Index('dispatch_live_key', { synchronize: false })
export class Dispatch {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Index()
  @Column('bigint')
  versionId!: number;

  @ManyToOne('ReleaseVersion')
  @JoinColumn({ name: 'version_id' })
  version?: unknown;

  @Column('bigint')
  approvalId!: number;

  @ManyToOne('Approval')
  @JoinColumn({ name: 'approval_id' })
  approval?: unknown;

  @Column('bytea')
  approvalHash!: Buffer;

  @Column('text', { default: 'armed' })
  state!: DispatchState;

  /** Why a person is asked: late, restored. */
  @Column('text', { nullable: true })
  heldReason!: string | null;

  @Index()
  @Column('timestamptz')
  liftAt!: Date;

  @Column('timestamptz', { nullable: true })
  stopAfter!: Date | null;

  @Column('timestamptz', { nullable: true })
  lateOkAt!: Date | null;

  /** Mails in doubt until then were looked at and left as they are. */
  @Column('timestamptz', { nullable: true })
  doubtsLeftAt!: Date | null;

  /** Mails per minute over all workers; null: as fast as it goes. */
  @Column('integer', { nullable: true })
  pace!: number | null;

  /** Lower goes first. */
  @Column('smallint', { default: 10 })
  urgency!: number;

  /** Asked for again before each mail; null: receivers were chosen otherwise. */
  @Column('bigint', { array: true, nullable: true })
  topicIds!: number[] | null;

  @Column('bigint', { nullable: true })
  armedBy!: number | null;

  @ManyToOne('StaffUser', { nullable: true })
  @JoinColumn({ name: 'armed_by' })
  armer?: unknown;

  @Column('timestamptz', { default: () => 'now()' })
  armedAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}
