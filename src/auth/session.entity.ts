import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { StaffUser } from '../users/staff-user.entity.js';

/** Somebody signed in on some device. Signing out removes the row; a changed password, role or a disabled account removes all of that person's. */
@Entity('session')
export class Session {
  /** sha256 of the cookie's value. */
  @PrimaryColumn('bytea')
  tokenHash!: Buffer;

  @Column('bigint')
  @Index()
  userId!: number;

  @ManyToOne(() => StaffUser, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  user?: StaffUser;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  lastSeenAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('text', { nullable: true })
  userAgent!: string | null;

  /** Network address at sign-in. */
  @Column('text', { nullable: true })
  address!: string | null;
}
