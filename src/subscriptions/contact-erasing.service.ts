import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { Contact } from '../contacts/contact.entity.js';
import { findContact } from '../contacts/contacts.service.js';
import { suppress } from '../contacts/suppress.js';
import { blankHistory, blankMentions, tracesOf } from './erase-traces.js';

@Injectable()
export class ContactErasingService {
  constructor(private readonly source: DataSource) {}

  /**
   * Erases a person: the contact with all that hangs on it goes, the account of what was sent and past changes of consent
   * lose what could name anybody, and only a hash of each address stays so that no later import brings them back (GDPR
   * Art. 17 and 21(3)). What stays where and until when is said in docs/press-list.md.
   * @throws DomainError `not_found`
   */
  async erase(actor: Actor, contactId: number, source: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      await blankMentions(manager, await tracesOf(manager, await findContact(manager, contactId)));
      await manager.query('select forbid()');
      const traces = await tracesOf(manager, await findContact(manager, contactId, 'for update'));
      await blankHistory(manager, traces);
      // Its time is then later than that of every delivery blanked: see `freezeTier`.
      for (const key of traces.keys)
        await suppress(manager, actor, { address: { email: key, key }, reason: 'erased', source });
      await manager.delete(Contact, contactId);
      const merged = traces.ids.filter((id) => id !== contactId);
      await record(manager, {
        actor,
        action: 'contact.erased',
        subjectType: 'contact',
        subjectId: contactId,
        detail: { source, ...(merged.length > 0 && { merged }) },
      });
    });
  }
}
