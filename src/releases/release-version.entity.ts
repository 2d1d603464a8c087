import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { StaffUser } from '../users/staff-user.entity.js';
import type { AudienceFilter } from '../contacts/audience.js';
import type { Embargo } from './embargo.js';
import type {
  Advisory,
  AttachedFile,
  BodyDoc,
  LeadImage,
  PressContact,
  ReleaseKind,
  ReleaseType,
  WrittenContent,
} from './release-content.js';
import { Release } from './release.entity.js';

export const stages = ['draft', 'in_review', 'approved'] as const;
export type Stage = (typeof stages)[number];

/** What is written, approved and sent. A correction, update, hold or kill is a later version of the same release. */
@Entity()
@Unique('release_version_release_id_number_key', ['releaseId', 'number'])
@Check('release_version_kind_check', `kind in ('original', 'correction', 'update', 'hold', 'kill')`)
@Check('release_version_type_check', `type in ('press_release', 'statement', 'report', 'advisory')`)
@Check('release_version_stage_check', `stage in ('draft', 'in_review', 'approved')`)
@Check('release_version_embargo_check', `num_nulls(embargo_wall, embargo_zone, embargo_at) in (0, 3)`)
@Check('release_version_early_check', `early_at is null or early_at < embargo_at`)
@Index('release_version_search_idx', { synchronize: false })
@Index('release_version_assets_idx', { synchronize: false })
export class ReleaseVersion implements WrittenContent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  releaseId!: number;

  @ManyToOne(() => Release, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'release_id' })
  release?: Release;

  @Column('integer')
  number!: number;

  @Column('text', { default: 'original' })
  kind!: ReleaseKind;

  /** What a correction, update, hold or kill says. */
  @Column('text', { default: '' })
  notice!: string;

  @Column('text')
  type!: ReleaseType;

  @Column('text', { default: 'en' })
  language!: string;

  @Column('text', { default: '' })
  headline!: string;

  @Column('text', { default: '' })
  subhead!: string;

  @Column('text', { default: '' })
  dateline!: string;

  @Column('jsonb')
  body!: BodyDoc;

  @Column('jsonb', { nullable: true })
  advisory!: Advisory | null;

  @Column('jsonb', { nullable: true })
  image!: LeadImage | null;

  @Column('jsonb', { default: [] })
  files!: AttachedFile[];

  @Column('jsonb', { default: [] })
  pressContacts!: PressContact[];

  @Column('text', { default: '' })
  boilerplate!: string;

  /** Empty: the headline. */
  @Column('text', { default: '' })
  subject!: string;

  @Column('text', { default: '' })
  preheader!: string;

  /** Who gets it; usually the followers of some topics. */
  @Column('jsonb', { default: { topics: [] } })
  audience!: AudienceFilter;

  @Column('text', { nullable: true })
  embargoWall!: string | null;

  @Column('text', { nullable: true })
  embargoZone!: string | null;

  /** The instant of the two above; null: for immediate release. */
  @Column('timestamptz', { nullable: true })
  embargoAt!: Date | null;

  /** When early access opens; null: there is none. */
  @Column('timestamptz', { nullable: true })
  earlyAt!: Date | null;

  /** Nothing is sent after it. */
  @Column('timestamptz', { nullable: true })
  stopAfter!: Date | null;

  @Column('text', { default: 'draft' })
  stage!: Stage;

  /** Counts the saves; an editor says which one it started from. */
  @Column('integer', { default: 1 })
  revision!: number;

  /** Kept by a trigger: sha256 over all that an approval binds. */
  @Column({ type: 'bytea', insert: false, update: false })
  contentHash!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('bigint', { nullable: true })
  createdBy!: number | null;

  @ManyToOne(() => StaffUser)
  @JoinColumn({ name: 'created_by' })
  creator?: StaffUser;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;

  @Column('bigint', { nullable: true })
  updatedBy!: number | null;

  @ManyToOne(() => StaffUser)
  @JoinColumn({ name: 'updated_by' })
  editor?: StaffUser;

  /** Null: for immediate release. */
  get embargo(): Embargo | null {
    if (!this.embargoWall || !this.embargoZone || !this.embargoAt) return null;
    return { wall: this.embargoWall, zone: this.embargoZone, instant: this.embargoAt };
  }

  /** A hold or a kill takes back; it brings no news of its own. */
  takesBack(): boolean {
    return this.kind === 'hold' || this.kind === 'kill';
  }
}
