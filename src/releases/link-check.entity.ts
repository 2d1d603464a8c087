import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a link led when somebody last asked. */
@Entity()
export class LinkCheck {
  @PrimaryColumn('text')
  href!: string;

  @Column('timestamptz', { default: () => 'now()' })
  checkedAt!: Date;

  @Column('boolean')
  works!: boolean;

  /** "200", or a sentence that says why it does not work. */
  @Column('text')
  outcome!: string;
}
