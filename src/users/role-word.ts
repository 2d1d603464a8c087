import type { Role } from './may.js';

const WORDS: Record<Role, string> = { admin: 'Admin', press_officer: 'Press officer', viewer: 'Viewer' };

/** A role as people say it. */
export function roleWord(role: Role): string {
  return WORDS[role];
}
