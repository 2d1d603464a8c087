import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { Boilerplate } from '../releases/boilerplate.entity.js';
import { valueIn } from './compose-answers.js';
import { ComposeKeepService } from './compose-keep.service.js';
import type { TypedParts } from './compose-parts.js';

type Body = Record<string, string | string[]>;

/** What a compose form asks for beside saving: to use something kept, and to keep something. */
@Injectable()
export class ComposeExtras {
  constructor(
    private readonly source: DataSource,
    private readonly keeping: ComposeKeepService,
  ) {}

  /** Puts the kept boilerplate that was chosen into the form. @returns the fields it wrote, for the browser's form */
  async useBoilerplate(body: Body): Promise<Record<string, string>> {
    const id = Number(valueIn(body, 'boilerplateId'));
    if (!Number.isSafeInteger(id) || id < 1) return {};
    const kept = await this.source.manager.findOneBy(Boilerplate, { id, archivedAt: IsNull() });
    if (!kept) return {};
    const written = { boilerplate: kept.body, boilerplateId: '' };
    Object.assign(body, written);
    return written;
  }

  /** Only when somebody presses Save: an autosave would keep half-typed names. */
  async keep(actor: Actor, body: Body, typed: TypedParts): Promise<void> {
    if (valueIn(body, 'keepBoilerplate') && typed.boilerplate)
      await this.keeping.keepBoilerplate(actor, typed.language ?? 'en', typed.boilerplate);
    for (const name of Object.keys(body)) {
      const [, row] = /^contact\.(\d+)\.keep$/.exec(name) ?? [];
      const contact =
        row && typed.pressContacts?.find((each) => each.name === valueIn(body, `contact.${row}.name`).trim());
      if (contact) await this.keeping.keepContact(actor, contact);
    }
  }
}
