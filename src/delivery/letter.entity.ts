import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Contact } from '../contacts/contact.entity.js';

/** A single mail to a contact that is neither a digest nor the notice: a link or code that they asked for, an offer. */
@Entity()
@Index('letter_refused_idx', { synchronize: false })
@Check('letter_state_check', `state in ('transmitting', 'accepted', 'refused', 'deferred', 'in_doubt')`)
export class Letter {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  @Index()
  contactId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn()
  contact?: unknown;

  /** The address it was sent to. */
  @Column('text')
  email!: string;

  @Column('text')
  purpose!: string;

  @Column('text', { default: 'transmitting' })
  state!: 'transmitting' | 'accepted' | 'refused' | 'deferred' | 'in_doubt';

  @Column('timestamptz', { default: () => 'now()' })
  @Index()
  begunAt!: Date;

  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;

  @Column('text', { nullable: true })
  replyText!: string | null;
}
