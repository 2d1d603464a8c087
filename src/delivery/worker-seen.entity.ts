import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A worker process as it last reported itself. */
@Entity()
export class WorkerSeen {
  @PrimaryColumn('text')
  worker!: string;

  @Column('timestamptz', { default: () => 'now()' })
  seenAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt!: Date;

  /** Its clock less the database's. */
  @Column('integer', { default: 0 })
  skewMs!: number;

  @Column('jsonb', { default: {} })
  detail!: Record<string, unknown>;
}
