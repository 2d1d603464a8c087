import type { EntityManager } from 'typeorm';
import type { Staff } from '../auth/actor.js';
import { notFound } from '../errors/domain-error.js';
import { type DispatchFacts, dispatchFacts } from '../releases/dispatch-facts.js';
import { type ReleaseSummary, versionsOf } from '../releases/release-summaries.js';
import { ReleaseVersion } from '../releases/release-version.entity.js';
import { everybody, sight } from '../releases/visibility.js';
import { may } from '../users/may.js';
import { languageVersions, type LanguageVersion } from './releases-languages.js';

/** A release opened at the desk: one version of it, what became of it, and what this person may do. */
export interface OpenRelease {
  publicId: string;
  version: ReleaseVersion;
  summary: ReleaseSummary;
  /** Newest first. */
  versions: ReleaseSummary[];
  facts: DispatchFacts;
  /** All its languages, itself among them. */
  languages: LanguageVersion[];
  isNewest: boolean;
  /** Some version of it can be read in the newsroom now. */
  isPublic: boolean;
  /** The text may be changed: nobody has received it, and this person writes. */
  canWrite: boolean;
  canApprove: boolean;
  canArm: boolean;
  /** A new release, such as this one in another language. */
  canBegin: boolean;
}

/** @param number which version; absent: the newest. @throws DomainError `not_found` */
export async function openRelease(
  manager: EntityManager,
  publicId: string,
  actor: Staff,
  number?: number,
): Promise<OpenRelease> {
  const versions = await versionsOf(manager, publicId);
  const summary = number === undefined ? versions[0] : versions.find((each) => each.number === number);
  const version = summary && (await manager.findOneBy(ReleaseVersion, { id: summary.versionId }));
  if (!summary || !version) throw notFound('release');
  const facts = await dispatchFacts(manager, version.id);
  const languages = await languageVersions(manager, version.releaseId);
  const isNewest = summary === versions[0];
  return {
    ...{ publicId, version, summary, versions, facts, languages, isNewest },
    isPublic: (await sight(manager, publicId, everybody)) !== null,
    canWrite: isNewest && !facts.anyStarted && may(actor.role, 'releases.write'),
    canApprove: isNewest && !facts.anyStarted && may(actor.role, 'releases.approve'),
    canArm: isNewest && may(actor.role, 'dispatch.arm'),
    canBegin: may(actor.role, 'releases.write'),
  };
}

export const releasePath = (publicId: string): string => `/desk/releases/${publicId}`;
