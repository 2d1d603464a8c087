import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { StaffUser } from '../users/staff-user.entity.js';
import { ReleaseVersion } from './release-version.entity.js';

/** Somebody approved exactly this content (law 3). It stands until it is voided; at most one of a version stands. */
@Entity()
@Index('approval_standing_key', { synchronize: false })
export class Approval {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  versionId!: number;

  @ManyToOne(() => ReleaseVersion, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'version_id' })
  version?: ReleaseVersion;

  /** The version's `contentHash` at that moment. */
  @Column('bytea')
  hash!: Buffer;

  @Column('bigint')
  approvedBy!: number;

  @ManyToOne(() => StaffUser, { nullable: false })
  @JoinColumn({ name: 'approved_by' })
  approver?: StaffUser;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  @Column('timestamptz', { nullable: true })
  voidedAt!: Date | null;

  @Column('text', { nullable: true })
  voidReason!: string | null;
}
