import type { Role } from '../users/may.js';

/** Who does something. Services take it as the first argument of every change and never look at the request. */
export type Actor =
  | { kind: 'user'; id: number; role: Role; name: string }
  | { kind: 'token'; id: number; userId: number; role: Role }
  | { kind: 'contact'; id: number }
  | { kind: 'system'; name: string };

/** Who signed in: the two kinds of actor that have a role. */
export type Staff = Extract<Actor, { role: Role }>;

/** How the record names an actor: `user:7`, `token:3`, `contact:12`, `system:lift`. */
export function actorName(actor: Actor): string {
  return `${actor.kind}:${actor.kind === 'system' ? actor.name : actor.id}`;
}

/** The account behind a person or a token; null for journalists and the system. */
export function staffUserId(actor: Actor): number | null {
  if (actor.kind === 'user') return actor.id;
  return actor.kind === 'token' ? actor.userId : null;
}
