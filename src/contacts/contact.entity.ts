import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { Outlet } from './outlet.entity.js';

export const frequencies = ['each', 'daily', 'weekly'] as const;
export type Frequency = (typeof frequencies)[number];

export const trustLevels = ['none', 'trusted', 'probation', 'suspended'] as const;
export type TrustLevel = (typeof trustLevels)[number];

/** A journalist. Whether they may be mailed is not written here: see Suppression and Subscription. */
@Entity()
@Index('contact_digest_idx', { synchronize: false })
@Index('contact_not_each_idx', { synchronize: false })
@Index('contact_email_hash_idx', { synchronize: false })
@Index('contact_trust_idx', { synchronize: false })
@Index('contact_untold_idx', { synchronize: false })
@Index('contact_measured_idx', { synchronize: false })
@Check('contact_frequency_check', `frequency in ('each', 'daily', 'weekly')`)
@Check('contact_trust_check', `trust in ('none', 'trusted', 'probation', 'suspended')`)
export class Contact {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  /** As it is written to; see EmailAddress. */
  @Column('text')
  email!: string;

  /** What makes two spellings one mailbox; see EmailAddress. */
  @Column('text', { unique: true })
  emailKey!: string;

  /** Kept by the database: `email_hash(email_key)`, by which suppressions know the address. */
  @Column({ type: 'bytea', select: false, insert: false, update: false })
  emailHash!: Buffer;

  @Column('text', { default: '' })
  name!: string;

  @Column('bigint', { nullable: true })
  @Index()
  outletId!: number | null;

  /** Kept by triggers on whole statements (0030): a foreign key checks row by row. */
  @ManyToOne(() => Outlet, { createForeignKeyConstraints: false, nullable: true })
  @JoinColumn()
  outlet?: Relation<Outlet> | null;

  @Column('text', { nullable: true })
  role!: string | null;

  /** BCP 47, the first is preferred. */
  @Column('text', { array: true, default: '{}' })
  languages!: string[];

  /** ISO 3166-1 alpha-2 */
  @Column('text', { nullable: true })
  country!: string | null;

  /** IANA */
  @Column('text', { nullable: true })
  timeZone!: string | null;

  @Column('text', { nullable: true })
  phone!: string | null;

  @Column('text', { nullable: true })
  notes!: string | null;

  @Column('text', { array: true, default: '{}' })
  tags!: string[];

  /** Where the address came from. */
  @Column('text')
  source!: string;

  @Column('timestamptz', { default: () => 'now()' })
  sourceAt!: Date;

  @Column('text', { default: 'each' })
  frequency!: Frequency;

  /** The journalist's own pause: nothing is sent before. */
  @Column('timestamptz', { nullable: true })
  pauseUntil!: Date | null;

  /** Agreed to opens and clicks being counted. */
  @Column('boolean', { default: false })
  measured!: boolean;

  /** Declined it; wins over `measured`. Rule: `counting-choice.ts`. */
  @Column('boolean', { default: false })
  measuringDeclined!: boolean;

  /** Early access; see `isTrusted`. */
  @Column('text', { default: 'none' })
  trust!: TrustLevel;

  /** End of a probation or suspension. */
  @Column('timestamptz', { nullable: true })
  trustUntil!: Date | null;

  /** The outlet at the time trust was given. */
  @Column('bigint', { nullable: true })
  trustOutletId!: number | null;

  /** When the person was told where the address came from (GDPR Art. 14). */
  @Column('timestamptz', { nullable: true })
  noticeAt!: Date | null;

  /** The last digest reaches up to here. */
  @Column('timestamptz', { nullable: true })
  digestedAt!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
