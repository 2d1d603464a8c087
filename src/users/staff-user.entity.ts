import { Check, Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from './may.js';

/** Somebody who works at the press desk. Never deleted: the record names them. */
@Entity('staff_user')
@Check('staff_user_email_check', 'email = lower(email)')
@Check('staff_user_role_check', `role in ('admin', 'press_officer', 'viewer')`)
export class StaffUser {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text', { unique: true })
  email!: string;

  @Column('text')
  name!: string;

  @Column('text')
  role!: Role;

  /** argon2id; null: signs in by mail link only. Not loaded unless asked for. */
  @Column('text', { nullable: true, select: false })
  passwordHash!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  disabledAt!: Date | null;

  get isDisabled(): boolean {
    return this.disabledAt !== null;
  }
}
