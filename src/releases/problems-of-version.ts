import type { EntityManager } from 'typeorm';
import { databaseNow } from './database-now.js';
import { missingForSending, type Problem } from './missing-for-sending.js';
import type { ReleaseVersion } from './release-version.entity.js';

/** The preflight of a stored version, by the database's clock. */
export async function problemsOf(
  manager: EntityManager,
  version: ReleaseVersion,
  emailBytes?: number,
): Promise<Problem[]> {
  return missingForSending(version, { now: await databaseNow(manager), emailBytes });
}
