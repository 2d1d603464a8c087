import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { StaffUser } from '../users/staff-user.entity.js';
import type { BoundContent } from './bound-content.js';
import { ReleaseVersion } from './release-version.entity.js';

/** A draft as it was saved, for history and comparison. */
@Entity()
export class ReleaseRevision {
  @PrimaryColumn('bigint')
  versionId!: number;

  @PrimaryColumn('integer')
  revision!: number;

  @ManyToOne(() => ReleaseVersion, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'version_id' })
  version?: ReleaseVersion;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  @Column('bigint', { nullable: true })
  byUserId!: number | null;

  @ManyToOne(() => StaffUser)
  @JoinColumn({ name: 'by_user_id' })
  by?: StaffUser;

  @Column('jsonb')
  content!: BoundContent;
}
