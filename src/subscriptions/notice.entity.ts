import { Check, Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { Contact } from '../contacts/contact.entity.js';

export const noticeStates = [
  'due',
  'transmitting',
  'accepted',
  'refused',
  'deferred',
  'in_doubt',
  'dropped',
] as const;
export type NoticeState = (typeof noticeStates)[number];

/** The notice of GDPR Art. 14 to one person: once. */
@Entity()
@Index('notice_open_idx', { synchronize: false })
@Index('notice_refused_idx', { synchronize: false })
@Check(
  'notice_state_check',
  `state in ('due', 'transmitting', 'accepted', 'refused', 'deferred', 'in_doubt', 'dropped')`,
)
export class Notice {
  @PrimaryColumn('bigint')
  contactId!: number;

  @OneToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn()
  contact?: unknown;

  @Column('text', { default: 'due' })
  state!: NoticeState;

  @Column('timestamptz', { default: () => 'now()' })
  dueAt!: Date;

  /** The address it was sent to. */
  @Column('text', { nullable: true })
  email!: string | null;

  @Column('smallint', { default: 0 })
  tried!: number;

  @Column('timestamptz', { nullable: true })
  begunAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;

  /** Of a deferred one: not before. */
  @Column('timestamptz', { nullable: true })
  nextAt!: Date | null;

  @Column('text', { nullable: true })
  replyText!: string | null;
}
