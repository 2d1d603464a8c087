import { randomBytes } from 'node:crypto';

/** 128 random bits in 22 characters for addresses that nobody can guess. */
export function newPublicId(): string {
  return randomBytes(16).toString('base64url');
}
