import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { notFound } from '../errors/domain-error.js';
import { parseEmail } from './email-address.js';
import { lift, suppress, type SuppressionOrder } from './suppress.js';
import { type ImportedReason, importSuppressions, type SuppressionImport } from './suppression-import.js';
import {
  eachSuppression,
  searchSuppressions,
  type SuppressionLine,
  type SuppressionSearch,
} from './suppression-search.js';
import { Suppression, type SuppressionReason } from './suppression.entity.js';

export interface SuppressionPage {
  suppressions: Suppression[];
  /** Pass as `before` to get the next page; null at the end. */
  next: number | null;
}

export interface SuppressionQuery {
  reason?: SuppressionReason;
  /** A whole address in any spelling; finds it also after an erasure. */
  email?: string;
  lifted?: boolean;
  before?: number;
  limit: number;
}

@Injectable()
export class SuppressionsService {
  constructor(private readonly source: DataSource) {}

  /** Newest first. */
  async list(query: SuppressionQuery): Promise<SuppressionPage> {
    const rows = this.source.manager
      .createQueryBuilder(Suppression, 's')
      .orderBy('s.id', 'DESC')
      .limit(query.limit + 1);
    rows.where(query.lifted ? 's.lifted_at is not null' : 's.lifted_at is null');
    if (query.reason) rows.andWhere('s.reason = :reason', { reason: query.reason });
    if (query.email) rows.andWhere('s.email_hash = email_hash(:key)', { key: parseEmail(query.email).key });
    if (query.before) rows.andWhere('s.id < :before', { before: query.before });
    const found = await rows.getMany();
    const suppressions = found.slice(0, query.limit);
    return { suppressions, next: found.length > query.limit ? suppressions.at(-1)!.id : null };
  }

  /** For pages: part of an address is enough. */
  async search(
    search: SuppressionSearch,
    page: { limit: number; offset: number },
  ): Promise<{ lines: SuppressionLine[]; total: number }> {
    return searchSuppressions(this.source.manager, search, page);
  }

  /** All that fit, for an export. */
  each(search: SuppressionSearch): AsyncGenerator<SuppressionLine> {
    return eachSuppression(this.source.manager, search);
  }

  /** @throws DomainError `not_found` */
  async one(id: number): Promise<Suppression> {
    const found = await this.source.manager.findOneBy(Suppression, { id });
    if (!found) throw notFound('suppression');
    return found;
  }

  /** Closes the addresses of a list. @throws DomainError for what is no list */
  async import(actor: Actor, text: string, reason: ImportedReason): Promise<SuppressionImport> {
    return importSuppressions(this.source, actor, text, reason);
  }

  /** Everything that was ever said of the address of this one, newest first. */
  async historyOf(suppression: Suppression): Promise<Suppression[]> {
    return this.source.manager.find(Suppression, {
      where: { emailHash: suppression.emailHash },
      order: { id: 'DESC' },
    });
  }

  /** What the people who lifted these said why, from the record; those that nobody lifted are left out. */
  async whysOfLifting(ids: number[]): Promise<Map<number, string>> {
    const rows: { id: string; why: string }[] = await this.source.manager.query(
      `select subject_id as id, detail->>'why' as why from audit_entry
        where action = 'suppression.lifted' and subject_type = 'suppression' and subject_id = any($1::text[])`,
      [ids.map(String)],
    );
    return new Map(rows.map(({ id, why }) => [Number(id), why]));
  }

  /** Everything that was ever said about this address. */
  async history(key: string): Promise<Suppression[]> {
    const rows = this.source.manager.createQueryBuilder(Suppression, 's').orderBy('s.id', 'DESC');
    return rows.where('s.email_hash = email_hash(:key)', { key }).getMany();
  }

  async suppress(actor: Actor, order: SuppressionOrder): Promise<boolean> {
    return this.source.transaction(async (manager) => suppress(manager, actor, order));
  }

  /** @throws DomainError `not_found` if nothing stands, `forbidden` if this actor may not undo it (see `mayLift`) */
  async lift(actor: Actor, key: string, why: string): Promise<void> {
    const lifted = await this.source.transaction(async (manager) => lift(manager, actor, key, why));
    if (!lifted) throw notFound('suppression');
  }

  /** By its id, for the list of suppressions, where an erased address is not known any more. */
  async liftById(actor: Actor, id: number, why: string): Promise<void> {
    const found = await this.source.manager.findOneBy(Suppression, { id });
    if (!found || found.liftedAt) throw notFound('suppression');
    await this.source.transaction(async (manager) => lift(manager, actor, found.emailHash, why));
  }
}
