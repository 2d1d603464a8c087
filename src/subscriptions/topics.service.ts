import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In, IsNull } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { slugOf } from '../contacts/slug.js';
import { DomainError, invalid, notFound } from '../errors/domain-error.js';
import type { NewTopic, TopicChanges } from './topic-input.js';
import { Topic } from './topic.entity.js';

@Injectable()
export class TopicsService {
  constructor(private readonly source: DataSource) {}

  /** Every topic by name, archived ones last. */
  async list(): Promise<Topic[]> {
    return this.source.manager.find(Topic, {
      order: { archivedAt: { direction: 'ASC', nulls: 'FIRST' }, name: 'ASC' },
    });
  }

  /** What the newsroom offers to everybody. Which of them take a certain address is said only to that address. */
  async listPublic(): Promise<Topic[]> {
    const where = { visibility: 'public' as const, archivedAt: IsNull() };
    return this.source.manager.find(Topic, { where, order: { name: 'ASC' } });
  }

  /** @throws DomainError `not_found` */
  async find(id: number): Promise<Topic> {
    return findTopic(this.source.manager, id);
  }

  /** @throws DomainError `conflict` if a topic of this slug is there */
  async create(actor: Actor, input: NewTopic): Promise<Topic> {
    const { slug = slugOf(input.name), ...rest } = input;
    if (slug === '') throw invalid('name', 'A topic needs a name with letters.');
    return this.source.transaction(async (manager) => {
      const { identifiers } = await manager
        .createQueryBuilder()
        .insert()
        .into(Topic)
        .values({ slug, ...rest })
        .orIgnore()
        .execute();
      const id = identifiers[0]?.id as number | undefined;
      if (id === undefined) throw taken();
      await record(manager, {
        actor,
        action: 'topic.created',
        subjectType: 'topic',
        subjectId: id,
        detail: { slug },
      });
      return findTopic(manager, id);
    });
  }

  async change(actor: Actor, id: number, changes: TopicChanges): Promise<Topic> {
    return this.source.transaction(async (manager) => {
      await findTopic(manager, id);
      if (Object.keys(changes).length > 0) await manager.update(Topic, id, changes);
      await record(manager, {
        actor,
        action: 'topic.changed',
        subjectType: 'topic',
        subjectId: id,
        detail: { ...changes },
      });
      return findTopic(manager, id);
    });
  }

  /** An archived topic takes no new subscribers and is offered nowhere; those who follow it stay. */
  async archive(actor: Actor, id: number, archived: 'archived' | 'offered'): Promise<Topic> {
    return this.source.transaction(async (manager) => {
      await findTopic(manager, id);
      await manager.update(Topic, id, { archivedAt: archived === 'archived' ? () => 'now()' : null });
      await record(manager, { actor, action: `topic.${archived}`, subjectType: 'topic', subjectId: id });
      return findTopic(manager, id);
    });
  }

  /** How many follow each topic now, by topic id. */
  async followers(): Promise<Map<number, number>> {
    const rows: { id: number; count: number }[] = await this.source.query(
      `select topic_id as id, count(*)::int as count from subscription where state = 'active' group by topic_id`,
    );
    return new Map(rows.map((row) => [row.id, row.count]));
  }
}

/** @throws DomainError `not_found` */
export async function findTopic(manager: EntityManager, id: number): Promise<Topic> {
  const topic = await manager.findOneBy(Topic, { id });
  if (!topic) throw notFound('topic');
  return topic;
}

/** All of these, in no order. @throws DomainError `invalid` if one is missing */
export async function findTopics(manager: EntityManager, ids: number[]): Promise<Topic[]> {
  const topics = await manager.findBy(Topic, { id: In(ids) });
  if (topics.length < new Set(ids).size)
    throw invalid('topics', 'One of these topics is not there any more.');
  return topics;
}

function taken(): DomainError {
  const message = 'There is a topic of this name already.';
  return new DomainError('conflict', message, { name: message });
}
