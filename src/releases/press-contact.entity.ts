import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody journalists may call, kept for reuse. A release holds its own copy. */
@Entity('press_contact')
export class KeptPressContact {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text')
  name!: string;

  @Column('text', { default: '' })
  role!: string;

  @Column('text', { default: '' })
  email!: string;

  @Column('text', { default: '' })
  phone!: string;

  @Column('timestamptz', { nullable: true })
  archivedAt!: Date | null;
}
