import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { StaffUser } from '../users/staff-user.entity.js';

/** A one-time link sent to the person's own address, or printed by the terminal at the first start. */
@Entity('sign_in_link')
export class SignInLink {
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

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  usedAt!: Date | null;
}
