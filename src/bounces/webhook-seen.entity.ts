import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A call of a webhook that was believed; the same is not believed twice. */
@Entity()
export class WebhookSeen {
  @PrimaryColumn('text')
  source!: string;

  @PrimaryColumn('text')
  eventId!: string;

  @Column('timestamptz', { default: () => 'now()' })
  seenAt!: Date;
}
