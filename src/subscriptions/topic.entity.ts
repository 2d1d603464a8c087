import { Check, Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export const topicVisibilities = ['public', 'invitation'] as const;
export type TopicVisibility = (typeof topicVisibilities)[number];

/** A campaign that journalists follow. */
@Entity()
@Check('topic_visibility_check', `visibility in ('public', 'invitation')`)
export class Topic {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text', { default: '' })
  description!: string;

  @Column('text', { default: 'en' })
  language!: string;

  /** `invitation`: the newsroom does not offer it; the desk subscribes people to it. */
  @Column('text', { default: 'public' })
  visibility!: TopicVisibility;

  /** Pattern of the addresses that may subscribe by themselves, `*@*.example`; null: any. */
  @Column('text', { nullable: true })
  admits!: string | null;

  /** The desk decides on each subscription. */
  @Column('boolean', { default: false })
  approval!: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  archivedAt!: Date | null;
}
