import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { InboundMail } from './inbound-mail.entity.js';

/** What one delivery came back with, and what was done. */
@Entity()
@Index('bounce_once_key', ['deliveryId', 'kind', 'category'], { unique: true })
export class Bounce {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('bigint')
  deliveryId!: number;

  @Column('bigint')
  @Index()
  contactId!: number;

  @Column('timestamptz', { default: () => 'now()' })
  @Index()
  at!: Date;

  @Column('bigint', { nullable: true })
  inboundMailId!: number | null;

  @ManyToOne(() => InboundMail, { onDelete: 'SET NULL', nullable: true })
  @JoinColumn()
  inboundMail?: Relation<InboundMail> | null;

  /** `reply` (at SMTP time) or where the mail came from. */
  @Column('text')
  source!: string;

  @Column('text')
  kind!: 'bounce' | 'delayed' | 'feedback';

  @Column('text')
  category!: string;

  @Column('boolean')
  hard!: boolean;

  @Column('text', { nullable: true })
  status!: string | null;

  @Column('text', { nullable: true })
  reply!: string | null;

  @Column('text', { nullable: true })
  diagnostic!: string | null;

  @Column('text')
  action!: string;

  @Column('timestamptz', { nullable: true })
  undoneAt!: Date | null;

  @Column('text', { nullable: true })
  undoneBy!: string | null;
}
