import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One change of consent as it was given; never edited. After an erasure the contact id names nobody. */
@Entity()
export class ConsentEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  @Index()
  contactId!: number;

  /** Null: concerns all topics. */
  @Column('bigint', { nullable: true })
  topicId!: number | null;

  @Column('text')
  change!: string;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  /** newsroom, preferences, one-click, import, desk, api … */
  @Column('text')
  source!: string;

  /** Network address it came from. */
  @Column('text', { nullable: true })
  address!: string | null;

  @Column('text', { nullable: true })
  textShown!: string | null;

  @Column('jsonb', { default: {} })
  detail!: Record<string, unknown>;
}
