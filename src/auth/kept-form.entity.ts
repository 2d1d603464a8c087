import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { StaffUser } from '../users/staff-user.entity.js';

/** A form that came after its person's session had ended. Nothing of it was done. */
@Entity('kept_form')
export class KeptForm {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  /** Who typed it. */
  @Column('bigint')
  @Index()
  userId!: number;

  @ManyToOne(() => StaffUser, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  user?: StaffUser;

  /** Where it was sent to. */
  @Column('text')
  path!: string;

  /** The page that it stood on. */
  @Column('text')
  page!: string;

  @Column('text')
  mediaType!: string;

  @Column('jsonb')
  fields!: [name: string, value: string][];

  /** Names of files; the files themselves are not kept. */
  @Column('text', { array: true, default: '{}' })
  files!: string[];

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  usedAt!: Date | null;
}
