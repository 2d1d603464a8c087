import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A mail that the local mailbox caught. */
@Entity()
export class MailboxMail {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  receivedAt!: Date;

  @Column('text')
  mailFrom!: string;

  @Column('text')
  @Index()
  rcptTo!: string;

  @Column('text', { default: '' })
  subject!: string;

  @Column('text', { nullable: true })
  messageId!: string | null;

  @Column('bytea')
  raw!: Buffer;
}
