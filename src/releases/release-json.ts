import type { EntityManager } from 'typeorm';
import { notFound } from '../errors/domain-error.js';
import { type ReleaseSummary, versionsOf } from './release-summaries.js';
import { ReleaseVersion } from './release-version.entity.js';
import { Release } from './release.entity.js';

/** A version in full as the API gives it, with the summaries of its siblings. */
export interface ReleaseDetail extends ReleaseSummary {
  /** Hex: what an approval of this version binds. */
  contentHash: string;
  content: Pick<
    ReleaseVersion,
    | 'notice'
    | 'subhead'
    | 'dateline'
    | 'body'
    | 'advisory'
    | 'image'
    | 'files'
    | 'pressContacts'
    | 'boilerplate'
    | 'subject'
    | 'preheader'
  >;
  audience: ReleaseVersion['audience'];
  embargo: ReleaseVersion['embargo'];
  stopAfter: Date | null;
  /** Newest first, this one included. */
  versions: ReleaseSummary[];
}

/** @throws DomainError `not_found` */
export async function releaseDetail(manager: EntityManager, versionId: number): Promise<ReleaseDetail> {
  const version = await manager.findOneBy(ReleaseVersion, { id: versionId });
  if (!version) throw notFound('release');
  const { publicId } = await manager.findOneByOrFail(Release, { id: version.releaseId });
  const versions = await versionsOf(manager, publicId);
  const summary = versions.find((each) => each.versionId === versionId);
  if (!summary) throw notFound('release');
  const { embargo, audience, stopAfter, contentHash } = version;
  const hash = contentHash.toString('hex');
  return {
    ...summary,
    contentHash: hash,
    content: contentOf(version),
    audience,
    embargo,
    stopAfter,
    versions,
  };
}

function contentOf(version: ReleaseVersion): ReleaseDetail['content'] {
  const { notice, subhead, dateline, body, advisory, image, files } = version;
  const { pressContacts, boilerplate, subject, preheader } = version;
  return {
    notice,
    subhead,
    dateline,
    body,
    advisory,
    image,
    files,
    pressContacts,
    boilerplate,
    subject,
    preheader,
  };
}
