import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Where journalists work. */
@Entity()
@Index('outlet_name_key', { synchronize: false })
export class Outlet {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  /** Unique whatever the letter case. */
  @Column('text')
  name!: string;

  /** newspaper, broadcaster, agency, magazine, online, freelance … */
  @Column('text', { nullable: true })
  kind!: string | null;

  @Column('text', { nullable: true })
  domain!: string | null;

  /** ISO 3166-1 alpha-2 */
  @Column('text', { nullable: true })
  country!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
