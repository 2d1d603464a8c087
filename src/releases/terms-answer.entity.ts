import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Contact } from '../contacts/contact.entity.js';
import { Release } from './release.entity.js';

/** Whether a journalist accepted the terms of early access to one release, and which text they were shown. */
@Entity()
@Check('terms_answer_answer_check', `answer in ('accepted', 'declined')`)
export class TermsAnswer {
  @PrimaryColumn('bigint')
  contactId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'contact_id' })
  contact?: Contact;

  @PrimaryColumn('bigint')
  releaseId!: number;

  @ManyToOne(() => Release, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'release_id' })
  release?: Release;

  @Column('text')
  answer!: 'accepted' | 'declined';

  /** sha256 of the terms as they were shown. */
  @Column('bytea')
  textHash!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  /** Network address. */
  @Column('text', { nullable: true })
  address!: string | null;
}
