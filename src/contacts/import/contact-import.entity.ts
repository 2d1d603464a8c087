import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import type { ImportField } from './match-columns.js';
import type { TableFormat } from './read-table.js';

export type ImportState = 'staged' | 'running' | 'done' | 'cancelled' | 'failed';

export interface ImportColumn {
  title: string;
  /** What it is taken for; null: left out. */
  field: ImportField | null;
  /** The first values under it, cut short. Absent in imports of former versions. */
  sample?: string[];
}

export interface ImportSettings {
  /** Where the addresses came from. */
  source: string;
  /** Topics that everybody in the file is to follow, if they never left. */
  topics: number[];
  tags: string[];
  /** An empty cell empties what the list knows. */
  emptyOverwrites: boolean;
}

/** One list that was read, and how far it is written. */
@Entity()
@Check('contact_import_state_check', `state in ('staged', 'running', 'done', 'cancelled', 'failed')`)
export class ContactImport {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text')
  fileName!: string;

  @Column('text', { default: 'staged' })
  state!: ImportState;

  @Column('jsonb')
  columns!: ImportColumn[];

  @Column('jsonb')
  settings!: ImportSettings;

  /** Good ones, to be written. */
  @Column('integer', { default: 0 })
  rows!: number;

  @Column('integer', { default: 0 })
  refused!: number;

  /** Written. */
  @Column('integer', { default: 0 })
  doneRows!: number;

  /** How the file was understood. */
  @Column('jsonb', { default: { kind: 'csv', delimiter: ',', encoding: 'utf-8' } })
  format!: TableFormat;

  @Column('integer', { default: 0 })
  created!: number;

  @Column('integer', { default: 0 })
  changed!: number;

  @Column('text', { nullable: true })
  trouble!: string | null;

  @Column('text')
  byActor!: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}

/** A range of addresses that is written in one transaction, while the import runs. */
@Entity()
export class ContactImportPart {
  @PrimaryColumn('bigint')
  importId!: number;

  @PrimaryColumn('integer')
  number!: number;

  @ManyToOne(() => ContactImport, { onDelete: 'CASCADE' })
  @JoinColumn()
  import?: Relation<ContactImport>;

  /** Not part of it. */
  @Column('text')
  fromKey!: string;

  /** Part of it. */
  @Column('text')
  toKey!: string;

  @Column('timestamptz', { nullable: true })
  doneAt!: Date | null;
}

/** A piece of the file itself, kept until the import is over so that its columns can be read anew. */
@Entity()
export class ContactImportPiece {
  @PrimaryColumn('bigint')
  importId!: number;

  @PrimaryColumn('integer')
  place!: number;

  @ManyToOne(() => ContactImport, { onDelete: 'CASCADE' })
  @JoinColumn()
  import?: Relation<ContactImport>;

  @Column('bytea')
  bytes!: Buffer;
}

@Entity()
export class ContactImportRefusal {
  @PrimaryColumn('bigint')
  importId!: number;

  @PrimaryColumn('integer')
  line!: number;

  @ManyToOne(() => ContactImport, { onDelete: 'CASCADE' })
  @JoinColumn()
  import?: Relation<ContactImport>;

  @Column('text')
  reason!: string;

  @Column('text', { array: true })
  cells!: string[];
}
