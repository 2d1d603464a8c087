import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits in base64url: for cookies, links and tokens that must not be guessed. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps of a secret. Plain sha256 is enough for 256 random bits. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
