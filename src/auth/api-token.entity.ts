import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../users/may.js';
import { StaffUser } from '../users/staff-user.entity.js';

/** A program's way in: `Authorization: Bearer dl_…`. Acts as a token of its owner, with at most its own role. */
@Entity('api_token')
@Check('api_token_role_check', `role in ('admin', 'press_officer', 'viewer')`)
export class ApiToken {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  @Index()
  userId!: number;

  @ManyToOne(() => StaffUser, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  user?: StaffUser;

  @Column('text')
  name!: string;

  @Column('text')
  role!: Role;

  @Column('bytea', { unique: true, select: false })
  tokenHash!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;
}
