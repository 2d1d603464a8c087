import { openToken, type SigningKeys, signToken } from '../auth/signed-token.js';

const PURPOSE = 'early';

/** The path of a journalist's own link to one release before its lift. Anybody may hold it: it opens nothing by itself. */
export function earlyPath(keys: SigningKeys, contactId: number, releaseId: number): string {
  return `/e/${signToken(keys, PURPOSE, [contactId, releaseId])}`;
}

/** Whose link it is and to which release; null: it is not one of ours. */
export function openEarlyLink(
  keys: SigningKeys,
  token: string,
): { contactId: number; releaseId: number } | null {
  const [contactId, releaseId] = openToken(keys, PURPOSE, token) ?? [];
  return typeof contactId === 'number' && typeof releaseId === 'number' ? { contactId, releaseId } : null;
}
