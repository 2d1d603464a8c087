import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A destination that rests: no mail to this domain until then. Over or lifted when `until` is past. */
@Entity()
export class DestinationHold {
  @PrimaryColumn('text')
  domain!: string;

  @Column('timestamptz', { default: () => 'now()' })
  since!: Date;

  @Column('timestamptz')
  until!: Date;

  @Column('text')
  reason!: string;

  @Column('text')
  madeBy!: string;

  @Column('text', { nullable: true })
  endedBy!: string | null;
}
