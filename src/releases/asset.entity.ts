import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { StaffUser } from '../users/staff-user.entity.js';

/** Who made a picture and what may be done with it, as the file itself says. */
export interface Rights {
  credit?: string;
  copyright?: string;
  description?: string;
}

/** An image or a file. It never changes: another content is another asset. */
@Entity()
@Check('asset_kind_check', `kind in ('image', 'file')`)
export class Asset {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  /** 128 random bits; its address cannot be guessed. */
  @Column('text', { unique: true })
  publicId!: string;

  @Column('text')
  kind!: 'image' | 'file';

  @Column('text')
  fileName!: string;

  @Column('text')
  mediaType!: string;

  @Column('integer')
  bytes!: number;

  @Column('integer', { nullable: true })
  width!: number | null;

  @Column('integer', { nullable: true })
  height!: number | null;

  @Column('bytea')
  sha256!: Buffer;

  @Column('jsonb', { default: {} })
  rights!: Rights;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('bigint', { nullable: true })
  createdBy!: number | null;

  @ManyToOne(() => StaffUser)
  @JoinColumn({ name: 'created_by' })
  creator?: StaffUser;
}
