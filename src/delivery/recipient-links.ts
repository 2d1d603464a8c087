import { type SigningKeys, signToken } from '../auth/signed-token.js';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Recipient } from './chunk-claims.js';

/** The addresses in a mail that are its recipient's own, as the template's slots want them. */
export interface RecipientLinks extends Record<string, string> {
  viewUrl: string;
  preferencesUrl: string;
  unsubscribeUrl: string;
}

/** About 10 µs. */
export function recipientLinks(
  env: Env,
  keys: SigningKeys,
  recipient: Pick<Recipient, 'id' | 'contactId'>,
  version: Pick<ReleaseVersion, 'releaseId' | 'release'>,
  tier: 'early' | 'general',
): RecipientLinks {
  const { contactId, id } = recipient;
  const viewUrl =
    tier === 'early'
      ? `${env.PUBLIC_URL}/e/${signToken(keys, 'early', [contactId, version.releaseId])}`
      : `${env.PUBLIC_URL}/r/${version.release?.publicId ?? ''}`;
  return {
    viewUrl,
    preferencesUrl: `${env.PUBLIC_URL}/p/${signToken(keys, 'preferences', [contactId, id])}`,
    unsubscribeUrl: `${env.PUBLIC_URL}/u/${signToken(keys, 'unsubscribe', [contactId, id])}`,
  };
}
