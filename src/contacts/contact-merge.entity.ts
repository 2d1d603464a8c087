import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Contact } from './contact.entity.js';

/** A duplicate that was merged into another contact; its links and its address lead there. */
@Entity()
export class ContactMerge {
  /** The id that is gone. */
  @PrimaryColumn('bigint')
  mergedId!: number;

  @Column('bigint')
  @Index()
  contactId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn()
  contact?: Relation<Contact>;

  @Column('text', { unique: true })
  emailKey!: string;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  @Column('bigint', { nullable: true })
  byUserId!: number | null;
}
