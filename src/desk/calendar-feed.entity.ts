import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { StaffUser } from '../users/staff-user.entity.js';

/** The secret address at which a calendar program reads the desk's calendar as this person may. */
@Entity()
export class CalendarFeed {
  @PrimaryColumn('bigint')
  userId!: number;

  @OneToOne(() => StaffUser, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user?: StaffUser;

  @Column('bytea', { unique: true, select: false })
  tokenHash!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  lastReadAt!: Date | null;
}
