import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What a journalist covers. */
@Entity()
export class Beat {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  name!: string;
}
