import { createHash } from 'node:crypto';

/** SHA-256 of an address's key; the database's `email_hash` gives the same. */
export function emailHash(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
