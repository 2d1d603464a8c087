import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { AudienceFilter } from './audience.js';

/** A filter saved by name. A release that uses it keeps a copy: changing it here changes no approved release. */
@Entity()
@Index('audience_name_key', { synchronize: false })
export class Audience {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text')
  name!: string;

  @Column('jsonb')
  filter!: AudienceFilter;

  /** Who changed it last. */
  @Column('text')
  byActor!: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
