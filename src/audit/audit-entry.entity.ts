import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One row of the record. Written by `record()`, read by the page and the verifier, changed by nobody. */
@Entity('audit_entry')
@Index(['subjectType', 'subjectId'])
@Index('audit_entry_public_idx', { synchronize: false })
export class AuditEntry {
  @PrimaryColumn('bigint')
  id!: number;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  actor!: string;

  @Column('text')
  action!: string;

  @Column('text')
  subjectType!: string;

  @Column('text')
  subjectId!: string;

  @Column('jsonb')
  detail!: Record<string, unknown>;

  @Column('bytea')
  previous!: Buffer;

  @Column('bytea')
  hash!: Buffer;
}
