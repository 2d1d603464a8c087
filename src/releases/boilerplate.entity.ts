import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** The paragraph about the organisation, kept for reuse. A release holds its own copy. */
@Entity()
export class Boilerplate {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  /** By which the desk finds it. */
  @Column('text')
  name!: string;

  @Column('text', { default: 'en' })
  language!: string;

  @Column('text')
  body!: string;

  @Column('timestamptz', { nullable: true })
  archivedAt!: Date | null;
}
