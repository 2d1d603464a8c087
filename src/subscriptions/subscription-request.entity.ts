import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A wish to subscribe that its mailbox has yet to confirm. Nobody on the list until then. */
@Entity()
@Index('subscription_request_due_idx', { synchronize: false })
export class SubscriptionRequest {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text')
  email!: string;

  @Column('text')
  @Index()
  emailKey!: string;

  @Column('bigint', { array: true })
  topicIds!: number[];

  @Column('text', { default: '' })
  name!: string;

  @Column('text', { nullable: true })
  outlet!: string | null;

  @Column('text', { array: true, default: '{}' })
  beats!: string[];

  @Column('text')
  language!: string;

  /** Network address. */
  @Column('text', { nullable: true })
  address!: string | null;

  @Column('text')
  textShown!: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  /** Null: the confirmation has yet to be sent. */
  @Column('timestamptz', { nullable: true })
  mailedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  confirmedAt!: Date | null;
}
