import type { DataSource, EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { notFound } from '../errors/domain-error.js';
import { StaffUser } from '../users/staff-user.entity.js';
import type { Actor } from './actor.js';
import { randomSecret, secretHash } from './random-secret.js';
import type { Account } from './sessions.service.js';

/** A link sent by mail. */
export const MAIL_LINK_MINUTES = 15;
/** A link printed by the terminal: whoever reads it there may read the database anyway. */
const TERMINAL_LINK_MINUTES = 24 * 60;

const TERMINAL: Actor = { kind: 'system', name: 'terminal' };

/** Where a link leads; the secret is in the path, since mail programs keep paths whole. */
export function signInPath(secret: string): string {
  return `/sign-in/link/${secret}`;
}

/** Makes a link for this account and returns its secret; only the hash is kept. */
export async function makeSignInLink(
  manager: EntityManager,
  userId: number,
  minutes: number,
): Promise<string> {
  const secret = randomSecret();
  await manager.query(
    `insert into sign_in_link (token_hash, user_id, expires_at) values ($1, $2, now() + make_interval(mins => $3))`,
    [secretHash(secret), userId, minutes],
  );
  return secret;
}

/** Whether the link would sign somebody in now. Changes nothing, so scanners and previews may look as often as they like. */
export async function isUsableLink(manager: EntityManager, secret: string): Promise<boolean> {
  const rows: unknown[] = await manager.query(
    `select from sign_in_link l join staff_user u on u.id = l.user_id
     where l.token_hash = $1 and l.used_at is null and l.expires_at > now() and u.disabled_at is null`,
    [secretHash(secret)],
  );
  return rows.length > 0;
}

/** Uses the link up and returns whose it is; null if it is unknown, old or used. Two at once: one gets it. */
export async function useSignInLink(manager: EntityManager, secret: string): Promise<Account | null> {
  const [rows]: [Account[], number] = await manager.query(
    `update sign_in_link l set used_at = now() from staff_user u
     where u.id = l.user_id and u.disabled_at is null
       and l.token_hash = $1 and l.used_at is null and l.expires_at > now()
     returning u.id, u.name, u.email, u.role`,
    [secretHash(secret)],
  );
  return rows[0] ?? null;
}

/** The path of a one-time link for an account, for the terminal. Throws DomainError if there is no such account. */
export function createSignInLink(database: DataSource, email: string): Promise<string> {
  return database.transaction(async (manager) => {
    const user = await manager.findOneBy(StaffUser, { email: email.trim().toLowerCase() });
    if (!user || user.isDisabled) throw notFound('account');
    return terminalLink(manager, user.id);
  });
}

/**
 * The path of a link with which the first admin gets in; makes that account if no admin can sign in yet.
 * For the terminal of somebody who started Dateline for the first time. Two processes at once make one account.
 */
export function createFirstSignInLink(
  database: DataSource,
  email = 'admin@newsroom.example',
): Promise<string> {
  return database.transaction(async (manager) => {
    await manager.query(`select pg_advisory_xact_lock(hashtext('dateline.first-admin'))`);
    const admins: { id: number }[] = await manager.query(
      `select id from staff_user where role = 'admin' and disabled_at is null order by id limit 1`,
    );
    return terminalLink(manager, admins[0]?.id ?? (await makeFirstAdmin(manager, email)));
  });
}

async function makeFirstAdmin(manager: EntityManager, email: string): Promise<number> {
  const user = await manager.save(
    StaffUser,
    manager.create(StaffUser, { email, name: 'Admin', role: 'admin' }),
  );
  const detail = { name: 'Admin', role: 'admin' };
  await record(manager, {
    actor: TERMINAL,
    action: 'user.created',
    subjectType: 'user',
    subjectId: user.id,
    detail,
  });
  return user.id;
}

async function terminalLink(manager: EntityManager, userId: number): Promise<string> {
  const secret = await makeSignInLink(manager, userId, TERMINAL_LINK_MINUTES);
  await record(manager, {
    actor: TERMINAL,
    action: 'sign_in_link.made',
    subjectType: 'user',
    subjectId: userId,
  });
  return signInPath(secret);
}
