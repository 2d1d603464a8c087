import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { StaffUser } from '../users/staff-user.entity.js';

/** What all versions of one release have in common. */
@Entity()
export class Release {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  /** 128 random bits; part of the public address. */
  @Column('text', { unique: true })
  publicId!: string;

  /** The release that this one says in another language. */
  @Index()
  @Column('bigint', { nullable: true })
  translationOf!: number | null;

  @ManyToOne(() => Release, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'translation_of' })
  translated?: Release;

  /** False: opens and clicks of this release are never counted, whatever the setting says. */
  @Column('boolean', { default: true })
  measured!: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('bigint', { nullable: true })
  createdBy!: number | null;

  @ManyToOne(() => StaffUser)
  @JoinColumn({ name: 'created_by' })
  creator?: StaffUser;
}
