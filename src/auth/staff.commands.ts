import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { DomainError, notFound } from '../errors/domain-error.js';
import { type Role, roles } from '../users/may.js';
import { StaffUser } from '../users/staff-user.entity.js';
import { newUserSchema } from '../users/user-schemas.js';
import { UsersService } from '../users/users.service.js';
import type { Actor } from './actor.js';
import { ApiTokensService } from './api-tokens.service.js';
import { createFirstSignInLink, createSignInLink } from './sign-in-links.js';

type Print = (line: string) => void;

const TERMINAL: Actor = { kind: 'system', name: 'terminal' };

/** `create-user EMAIL NAME ROLE`. Throws DomainError. */
export async function createUser(database: DataSource, args: string[], print: Print): Promise<void> {
  const [email, name, role] = args;
  const given = newUserSchema.safeParse({ email, name, role });
  if (!given.success)
    throw new DomainError('invalid', `Give EMAIL NAME ROLE. ${z.prettifyError(given.error)}`);
  const user = await new UsersService(database).create(TERMINAL, given.data);
  print(`User ${user.id}: ${user.name}, ${user.role}`);
}

/** `create-token EMAIL NAME ROLE`: in that user's name, as if they had made it themselves. Prints only the token. */
export async function createToken(database: DataSource, args: string[], print: Print): Promise<void> {
  const [email = '', name, role] = args;
  if (!name || !roles.includes(role as Role))
    throw new DomainError('invalid', `Give EMAIL NAME ROLE, the role one of ${roles.join(', ')}.`);
  const user = await database.getRepository(StaffUser).findOneBy({ email: email.toLowerCase() });
  if (!user || user.isDisabled) throw notFound('account');
  const owner = { kind: 'user', id: user.id, role: user.role, name: user.name } as const;
  const { token } = await new ApiTokensService(database).create(owner, { name, role: role as Role });
  print(token);
}

/** `sign-in-link [EMAIL]`. */
export async function signInLink(
  database: DataSource,
  args: string[],
  publicUrl: string,
  print: Print,
): Promise<void> {
  const [email] = args;
  print(
    publicUrl + (email ? await createSignInLink(database, email) : await createFirstSignInLink(database)),
  );
}
