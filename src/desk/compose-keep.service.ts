import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { Boilerplate } from '../releases/boilerplate.entity.js';
import { KeptPressContact } from '../releases/press-contact.entity.js';
import type { PressContact } from '../releases/release-content.js';

/** Keeps press contacts and boilerplates for later releases. A release holds its own copy. */
@Injectable()
export class ComposeKeepService {
  constructor(private readonly source: DataSource) {}

  /** Somebody of the same name and address is kept once. */
  async keepContact(actor: Actor, { name, role = '', email = '', phone = '' }: PressContact): Promise<void> {
    await this.source.transaction(async (manager) => {
      if (await manager.existsBy(KeptPressContact, { name, email, phone })) return;
      const { id } = await manager.save(KeptPressContact, { name, role, email, phone });
      await note(manager, actor, 'press_contact', id, { name });
    });
  }

  /** Under the first words of its text. */
  async keepBoilerplate(actor: Actor, language: string, body: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      if (await manager.existsBy(Boilerplate, { body, language })) return;
      const name = body.split(/\s+/).slice(0, 5).join(' ').slice(0, 60);
      const { id } = await manager.save(Boilerplate, { name, language, body });
      await note(manager, actor, 'boilerplate', id, { name });
    });
  }
}

async function note(
  manager: EntityManager,
  actor: Actor,
  subjectType: 'press_contact' | 'boilerplate',
  subjectId: number,
  detail: Record<string, unknown>,
): Promise<void> {
  await record(manager, { actor, action: `${subjectType}.kept`, subjectType, subjectId, detail });
}
