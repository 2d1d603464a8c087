import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Contact } from '../contacts/contact.entity.js';

/** The digest of one reader and morning. */
@Entity()
@Unique('digest_contact_id_period_key', ['contactId', 'period'])
@Index('digest_transmitting_idx', { synchronize: false })
@Index('digest_refused_idx', { synchronize: false })
@Check('digest_frequency_check', `frequency in ('daily', 'weekly')`)
@Check(
  'digest_state_check',
  `state in ('transmitting', 'accepted', 'refused', 'deferred', 'in_doubt', 'empty')`,
)
export class Digest {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  contactId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn()
  contact?: unknown;

  /** The day where the reader is, '2026-11-24'. */
  @Column('date')
  period!: string;

  @Column('text')
  frequency!: 'daily' | 'weekly';

  @Column('text', { default: 'transmitting' })
  state!: 'transmitting' | 'accepted' | 'refused' | 'deferred' | 'in_doubt' | 'empty';

  @Column('bigint', { array: true })
  versions!: number[];

  @Column('smallint', { default: 1 })
  tried!: number;

  @Column('timestamptz', { default: () => 'now()' })
  begunAt!: Date;

  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  nextAt!: Date | null;

  @Column('text', { nullable: true })
  replyText!: string | null;

  /** The address it was sent to. */
  @Column('text', { nullable: true })
  email!: string | null;
}
