import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

export const suppressionReasons = [
  'unsubscribed',
  'objection',
  'hard_bounce',
  'soft_bounces',
  'complaint',
  'erased',
  'desk',
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/**
 * An address that must not be mailed. Apart from the contact and known by a hash, so that it survives deletion.
 * It stands while it is not lifted and its end, if it has one, is not past; at most one unlifted row for an address.
 */
@Entity()
@Index('suppression_active_key', { synchronize: false })
@Check(
  'suppression_reason_check',
  `reason in ('unsubscribed', 'objection', 'hard_bounce', 'soft_bounces', 'complaint', 'erased', 'desk')`,
)
export class Suppression {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  /** SHA-256 of the address's key. */
  @Column('bytea')
  emailHash!: Buffer;

  /** Null once the person asked to be erased. */
  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text')
  reason!: SuppressionReason;

  /** What told us: one-click, preferences, bounce, complaint, desk, import, api … */
  @Column('text')
  source!: string;

  @Column('jsonb', { default: {} })
  evidence!: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  since!: Date;

  /** Null: until lifted. */
  @Column('timestamptz', { nullable: true })
  until!: Date | null;

  @Column('timestamptz', { nullable: true })
  liftedAt!: Date | null;

  @Column('text', { nullable: true })
  liftedBy!: string | null;
}
