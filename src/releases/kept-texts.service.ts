import { Injectable } from '@nestjs/common';
import { DataSource, type EntityTarget, IsNull } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { notFound } from '../errors/domain-error.js';
import { Boilerplate } from './boilerplate.entity.js';
import { KeptPressContact } from './press-contact.entity.js';

export type NewPressContact = Pick<KeptPressContact, 'name' | 'role' | 'email' | 'phone'>;
export type NewBoilerplate = Pick<Boilerplate, 'name' | 'language' | 'body'>;

/** Press contacts and boilerplates kept for reuse. Releases hold their own copies, so nothing here changes a release. */
@Injectable()
export class KeptTextsService {
  constructor(private readonly source: DataSource) {}

  pressContacts(): Promise<KeptPressContact[]> {
    return this.source.manager.find(KeptPressContact, {
      where: { archivedAt: IsNull() },
      order: { name: 'ASC' },
    });
  }

  boilerplates(): Promise<Boilerplate[]> {
    return this.source.manager.find(Boilerplate, { where: { archivedAt: IsNull() }, order: { name: 'ASC' } });
  }

  keepPressContact(actor: Actor, given: NewPressContact): Promise<KeptPressContact> {
    return this.keep(actor, KeptPressContact, 'press_contact', given);
  }

  keepBoilerplate(actor: Actor, given: NewBoilerplate): Promise<Boilerplate> {
    return this.keep(actor, Boilerplate, 'boilerplate', given);
  }

  /** @throws DomainError `not_found` when it is not there or archived already */
  archivePressContact(actor: Actor, id: number): Promise<void> {
    return this.archive(actor, KeptPressContact, 'press_contact', id);
  }

  /** @throws DomainError `not_found` when it is not there or archived already */
  archiveBoilerplate(actor: Actor, id: number): Promise<void> {
    return this.archive(actor, Boilerplate, 'boilerplate', id);
  }

  private async keep<T extends { id: number }>(
    actor: Actor,
    entity: EntityTarget<T>,
    subjectType: string,
    given: object,
  ): Promise<T> {
    return this.source.transaction(async (manager) => {
      const repository = manager.getRepository(entity);
      const { id } = await repository.save(given as T);
      await record(manager, { actor, action: `${subjectType}.kept`, subjectType, subjectId: id });
      return repository.findOneByOrFail({ id } as never);
    });
  }

  private async archive<T extends { id: number }>(
    actor: Actor,
    entity: EntityTarget<T>,
    subjectType: string,
    id: number,
  ): Promise<void> {
    await this.source.transaction(async (manager) => {
      const where = { id, archivedAt: IsNull() } as never;
      const { affected } = await manager.update(entity, where, { archivedAt: () => 'now()' } as never);
      if (affected === 0) throw notFound('entry');
      await record(manager, { actor, action: `${subjectType}.archived`, subjectType, subjectId: id });
    });
  }
}
