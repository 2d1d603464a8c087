import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Contact } from '../contacts/contact.entity.js';
import { ReleaseVersion } from './release-version.entity.js';

/** An early-access reader saw something before the lift. */
@Entity()
export class EarlyView {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  contactId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'contact_id' })
  contact?: Contact;

  @Index()
  @Column('bigint')
  versionId!: number;

  @ManyToOne(() => ReleaseVersion, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'version_id' })
  version?: ReleaseVersion;

  /** `release` or `asset:ID`. */
  @Column('text')
  what!: string;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  /** Network address. */
  @Column('text', { nullable: true })
  address!: string | null;
}
