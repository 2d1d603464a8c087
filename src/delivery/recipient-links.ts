import type { SigningKeys } from '../auth/signed-token.js';
import type { Env } from '../config/env.js';
import { earlyPath } from '../releases/early-link.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { signLinkToken } from '../engagement/link-token.js';
import { preferencesUrl, unsubscribeUrl } from '../subscriptions/signed-links.js';
import type { Recipient } from './chunk-claims.js';
import { releaseUrl } from './mail-of-version.js';

/** The addresses in a mail that are its recipient's own, as the template's slots want them. */
export interface RecipientLinks extends Record<string, string> {
  viewUrl: string;
  preferencesUrl: string;
  unsubscribeUrl: string;
}

/** About 4 µs. */
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
      ? `${env.PUBLIC_URL}${earlyPath(keys, contactId, version.releaseId)}`
      : releaseUrl(env, version);
  return {
    viewUrl,
    preferencesUrl: preferencesUrl(env, keys, contactId, id),
    unsubscribeUrl: unsubscribeUrl(env, keys, contactId, id),
  };
}

/** Of a mail whose links are counted: one token more, shared by all its links (1 µs). Only once the lift has passed. */
export function countedLinks(
  env: Env,
  keys: SigningKeys,
  recipient: Pick<Recipient, 'id' | 'contactId'>,
  version: Pick<ReleaseVersion, 'releaseId' | 'release'>,
): RecipientLinks {
  const links = recipientLinks(env, keys, recipient, version, 'general');
  return { ...links, trackToken: signLinkToken(keys, recipient.id) };
}
