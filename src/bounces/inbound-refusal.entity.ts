import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often something was turned away or ignored on a day, and why. */
@Entity()
export class InboundRefusal {
  @PrimaryColumn('date')
  day!: string;

  @PrimaryColumn('text')
  source!: string;

  @PrimaryColumn('text')
  reason!: string;

  @Column('integer')
  count!: number;
}
