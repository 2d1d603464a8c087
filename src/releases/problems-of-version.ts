import type { EntityManager } from 'typeorm';
import { databaseNow } from './database-now.js';
import { type CheckedMail, doubtfulMail } from './doubtful-mail.js';
import { deadLinks } from './link-checks.service.js';
import { missingForSending, type Problem } from './missing-for-sending.js';
import type { ReleaseVersion } from './release-version.entity.js';

/** The preflight of a stored version, by the database's clock. @param mail when it was rendered: it is checked too */
export async function problemsOf(
  manager: EntityManager,
  version: ReleaseVersion,
  mail?: CheckedMail,
): Promise<Problem[]> {
  return [
    ...missingForSending(version, await databaseNow(manager)),
    ...(await deadLinks(manager, version)),
    ...(mail ? await doubtfulMail(mail) : []),
  ];
}
