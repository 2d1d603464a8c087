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
import { Contact } from './contact.entity.js';
import { trustDecisionKinds } from './trust-decision.js';

export const trustEventKinds = ['request', ...trustDecisionKinds] as const;
export type TrustEventKind = (typeof trustEventKinds)[number];

/** One line of the ledger of trust: never edited. What it leads to is kept on the contact. */
@Entity()
@Index('trust_event_request_idx', { synchronize: false })
@Check(
  'trust_event_kind_check',
  `kind in ('request', 'grant', 'refusal', 'warning', 'probation', 'suspension', 'reinstated', 'dropped')`,
)
export class TrustEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  @Index()
  contactId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn()
  contact?: Relation<Contact>;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  @Column('text')
  kind!: TrustEventKind;

  @Column('timestamptz', { nullable: true })
  until!: Date | null;

  @Column('text', { nullable: true })
  note!: string | null;

  @Column('bigint', { nullable: true })
  byUserId!: number | null;
}
