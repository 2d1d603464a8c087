import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How much of a limit is used up; see `takeAttempt`. */
@Entity('attempt_bucket')
export class AttemptBucket {
  @PrimaryColumn('bytea')
  key!: Buffer;

  @Column('double precision')
  used!: number;

  @Column('timestamptz')
  updatedAt!: Date;
}
