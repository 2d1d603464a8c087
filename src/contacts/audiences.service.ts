import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { record } from '../audit/record.js';
import { type Actor, actorName } from '../auth/actor.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import { audienceFilter } from './audience.js';
import { Audience } from './audience.entity.js';

export const audienceName = z.string().trim().min(1).max(120);
export const audienceFields = z.strictObject({ name: audienceName, filter: audienceFilter });
export type AudienceFields = z.infer<typeof audienceFields>;

/** Audiences saved by name, for several releases. */
@Injectable()
export class AudiencesService {
  constructor(private readonly source: DataSource) {}

  /** By name. */
  async list(): Promise<Audience[]> {
    return this.source.manager.createQueryBuilder(Audience, 'a').orderBy('lower(a.name)').getMany();
  }

  /** @throws DomainError `not_found` */
  async find(id: number): Promise<Audience> {
    return findAudience(this.source.manager, id);
  }

  /** @throws DomainError `conflict` when another has this name, whatever the letter case */
  async create(actor: Actor, fields: AudienceFields): Promise<Audience> {
    return this.source.transaction(async (manager) => {
      await refuseTakenName(manager, fields.name, 0);
      const audience = manager.create(Audience, { ...fields, byActor: actorName(actor) });
      const { id } = await manager.save(audience);
      await recordOf(manager, actor, 'audience.created', id, fields);
      return findAudience(manager, id);
    });
  }

  /** Releases that were given the former filter keep it. */
  async change(actor: Actor, id: number, fields: AudienceFields): Promise<Audience> {
    return this.source.transaction(async (manager) => {
      const audience = await findAudience(manager, id);
      await refuseTakenName(manager, fields.name, id);
      Object.assign(audience, fields, { byActor: actorName(actor), updatedAt: new Date() });
      await manager.save(audience);
      await recordOf(manager, actor, 'audience.changed', id, fields);
      return findAudience(manager, id);
    });
  }

  async remove(actor: Actor, id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const { name, filter } = await findAudience(manager, id);
      await manager.delete(Audience, id);
      await recordOf(manager, actor, 'audience.removed', id, { name, filter });
    });
  }
}

async function findAudience(manager: EntityManager, id: number): Promise<Audience> {
  const audience = await manager.findOneBy(Audience, { id });
  if (!audience) throw notFound('audience');
  return audience;
}

/** Two at once: the unique index refuses the second. */
async function refuseTakenName(manager: EntityManager, name: string, except: number): Promise<void> {
  const [taken]: unknown[] = await manager.query(
    `select 1 from audience where lower(name) = lower($1) and id <> $2`,
    [name, except],
  );
  if (!taken) return;
  const message = 'There is an audience of this name already.';
  throw new DomainError('conflict', message, { name: message });
}

async function recordOf(
  manager: EntityManager,
  actor: Actor,
  action: string,
  id: number,
  { name, filter }: AudienceFields,
): Promise<void> {
  await record(manager, {
    actor,
    action,
    subjectType: 'audience',
    subjectId: id,
    detail: { name, filter },
  });
}
