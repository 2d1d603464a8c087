import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Beat } from './beat.entity.js';
import { Contact } from './contact.entity.js';

@Entity()
export class ContactBeat {
  @PrimaryColumn('bigint')
  contactId!: number;

  @PrimaryColumn('bigint')
  @Index()
  beatId!: number;

  @ManyToOne(() => Contact, { onDelete: 'CASCADE' })
  @JoinColumn()
  contact?: Relation<Contact>;

  @ManyToOne(() => Beat, { onDelete: 'CASCADE' })
  @JoinColumn()
  beat?: Relation<Beat>;
}
