import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Contact } from '../contacts/contact.entity.js';
import { Topic } from './topic.entity.js';

/**
 * unconfirmed: the journalist has yet to confirm by mail · requested: confirmed, the desk has yet to approve ·
 * active: mails go out · left: the journalist left, and only they come back.
 */
export const subscriptionStates = ['unconfirmed', 'requested', 'active', 'left'] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/** Who follows what. */
@Entity()
@Index('subscription_topic_id_idx', ['topicId', 'contactId'], { where: `state = 'active'` })
@Check('subscription_state_check', `state in ('unconfirmed', 'requested', 'active', 'left')`)
export class Subscription {
  @PrimaryColumn('bigint')
  contactId!: number;

  @PrimaryColumn('bigint')
  topicId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn()
  contact?: Relation<Contact>;

  @ManyToOne(() => Topic, { onDelete: 'CASCADE' })
  @JoinColumn()
  topic?: Relation<Topic>;

  @Column('text')
  state!: SubscriptionState;

  @Column('timestamptz', { default: () => 'now()' })
  since!: Date;
}
