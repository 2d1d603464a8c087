import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import type { DraftFields } from '../releases/release-fields.js';
import { historyOf } from '../releases/release-history.js';
import { ReleasesService } from '../releases/releases.service.js';
import { ReleaseVersion } from '../releases/release-version.entity.js';
import { type LastChange, lastChangeOf } from './compose-last-change.js';
import {
  changedByBoth,
  changedElsewhere,
  changedOnPage,
  type ComposePart,
  composeParts,
  partsOf,
  sameValue,
  seenAgain,
  type StoredParts,
  type TypedParts,
} from './compose-parts.js';

export interface ComposeSave {
  version: ReleaseVersion;
  /** For the page's hidden field: what it has now seen of each part. */
  seen: string;
  /** Parts that somebody else changed too; nothing of these was saved. */
  conflicts: ComposePart[];
  /** Who changed them. */
  others: Partial<Record<ComposePart, LastChange>>;
  /** Other parts that have changed since the page was shown and that this page does not show yet. */
  elsewhere: ComposePart[];
}

/** Another save came between reading and writing so often that something else must be wrong. */
const TRIES = 3;

/**
 * Saves what one page changed, part by part: two people may write in one release at once. A part that both changed is
 * not saved but reported, and everything else is.
 */
@Injectable()
export class ComposeService {
  constructor(
    private readonly source: DataSource,
    private readonly releases: ReleasesService,
  ) {}

  /** @throws DomainError of the rules of writing a release, with the property concerned */
  async save(actor: Actor, versionId: number, typed: TypedParts, seen: string): Promise<ComposeSave> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.saveOnce(actor, versionId, typed, seen);
      } catch (error) {
        if (attempt === TRIES || !isRace(error)) throw error;
      }
    }
  }

  /**
   * Puts the written parts of an older save back, as a new save: nothing of the history is lost by it. Times stay as
   * they are, and so does an audience that is more than topics.
   */
  async putBack(actor: Actor, versionId: number, revision: number): Promise<void> {
    const version = await this.version(versionId);
    const saves = await historyOf(this.source.manager, versionId);
    const save = saves.find((each) => each.revision === revision);
    if (!save) throw notFound('save');
    const content = save.content as unknown as ReleaseVersion;
    const hasTopics = 'topics' in content.audience && 'topics' in version.audience;
    const { topics, ...written } = partsOf(content) as TypedParts;
    const seen = seenAgain('', [...composeParts], partsOf(version));
    await this.save(actor, versionId, hasTopics ? { ...written, topics } : written, seen);
  }

  private async saveOnce(
    actor: Actor,
    versionId: number,
    typed: TypedParts,
    seen: string,
  ): Promise<ComposeSave> {
    const before = await this.version(versionId);
    const stored = partsOf(before);
    const conflicts = changedByBoth(typed, seen, stored);
    const mine = changedOnPage(typed, seen).filter((part) => !conflicts.includes(part));
    await this.write(actor, before, typed, stored, mine);
    const version = await this.version(versionId);
    const now = partsOf(version);
    const nowSeen = seenAgain(seen, mine, now);
    const elsewhere = changedElsewhere(nowSeen, now).filter((part) => !conflicts.includes(part));
    const others = conflicts.length > 0 ? await this.lastChanges(version.id, conflicts) : {};
    return { version, seen: nowSeen, conflicts, elsewhere, others };
  }

  private async write(
    actor: Actor,
    version: ReleaseVersion,
    typed: TypedParts,
    stored: StoredParts,
    mine: ComposePart[],
  ): Promise<void> {
    const toWrite = mine.filter((part) => !sameValue(typed[part], stored[part]));
    const { topics, ...fields } = Object.fromEntries(
      toWrite.map((part) => [part, typed[part]]),
    ) as TypedParts;
    if (Object.keys(fields).length > 0)
      await this.releases.edit(actor, version.id, version.revision, fields as DraftFields);
    if (topics) await this.releases.setAudience(actor, version.id, { topics });
  }

  private async lastChanges(versionId: number, parts: ComposePart[]): Promise<ComposeSave['others']> {
    const saves = await historyOf(this.source.manager, versionId);
    return Object.fromEntries(parts.map((part) => [part, lastChangeOf(saves, part)]));
  }

  private version(id: number): Promise<ReleaseVersion> {
    return this.source.manager.findOneByOrFail(ReleaseVersion, { id });
  }
}

/** A save that came in between names the parts concerned; a version that has gone out names none. */
function isRace(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'conflict' && Object.keys(error.fields).length > 0;
}
