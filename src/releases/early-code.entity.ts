import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Contact } from '../contacts/contact.entity.js';
import { Release } from './release.entity.js';

/** The one-time code that was sent last; it proves that the reader reads the mailbox that the link was sent to. */
@Entity()
export class EarlyCode {
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

  @Column('bytea')
  codeHash!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  sentAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('smallint', { default: 0 })
  tries!: number;

  @Column('timestamptz', { nullable: true })
  usedAt!: Date | null;
}
