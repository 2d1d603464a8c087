import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { notFound } from '../errors/domain-error.js';
import type { Role } from '../users/may.js';
import type { Actor, Staff } from './actor.js';
import { randomSecret, secretHash } from './random-secret.js';

/** However often it is used, a session ends after this; unused, after the shorter one. */
const LIFE = '14 days';
const IDLE = '3 days';

export interface Account {
  id: number;
  name: string;
  email: string;
  role: Role;
}

export interface Device {
  userAgent: string | null;
  address: string | null;
}

export interface OpenSession extends Device {
  /** Names the session on pages; cannot be turned into the cookie. */
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  isThisOne: boolean;
}

/** Also pushes `last_seen_at`, at most once a minute so that reading pages does not write. */
const FIND = `
with found as (
  select s.token_hash, s.last_seen_at, u.id, u.name, u.email, u.role
  from session s join staff_user u on u.id = s.user_id
  where s.token_hash = $1 and u.disabled_at is null
    and s.expires_at > now() and s.last_seen_at > now() - interval '${IDLE}'
), seen as (
  update session s set last_seen_at = now() from found f
  where s.token_hash = f.token_hash and f.last_seen_at < now() - interval '1 minute'
)
select id, name, email, role from found`;

@Injectable()
export class SessionsService {
  constructor(private readonly database: DataSource) {}

  /**
   * Opens a session with a new secret and returns it, for the cookie; only its hash is kept. What the browser sent
   * before is never taken over, so a planted cookie is worth nothing (session fixation).
   */
  async open(manager: EntityManager, userId: number, device: Device): Promise<string> {
    const secret = randomSecret();
    await manager.query(
      `insert into session (token_hash, user_id, expires_at, user_agent, address)
       values ($1, $2, now() + interval '${LIFE}', $3, $4)`,
      [secretHash(secret), userId, device.userAgent?.slice(0, 300) ?? null, device.address],
    );
    return secret;
  }

  /** Whose session this is; null if it is unknown, ended, or its person disabled. */
  async find(secret: string): Promise<Account | null> {
    const [account]: Account[] = await this.database.query(FIND, [secretHash(secret)]);
    return account ?? null;
  }

  async close(secret: string): Promise<void> {
    await this.database.query(`delete from session where token_hash = $1`, [secretHash(secret)]);
  }

  /** The open sessions of one person, the last used first. */
  async list(userId: number, currentSecret: string | undefined): Promise<OpenSession[]> {
    const rows: OpenSession[] = await this.database.query(
      `select encode(substr(token_hash, 1, 12), 'hex') as id, created_at as "createdAt", last_seen_at as "lastSeenAt",
              user_agent as "userAgent", address, coalesce(token_hash = $2, false) as "isThisOne"
       from session
       where user_id = $1 and expires_at > now() and last_seen_at > now() - interval '${IDLE}'
       order by last_seen_at desc`,
      [userId, currentSecret ? secretHash(currentSecret) : null],
    );
    return rows;
  }

  /** Ends one of the person's own sessions. Somebody else's is "not found". */
  async revoke(actor: Staff, userId: number, sessionId: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const [, count]: [unknown, number] = await manager.query(
        `delete from session where user_id = $1 and encode(substr(token_hash, 1, 12), 'hex') = $2`,
        [userId, sessionId],
      );
      if (count === 0) throw notFound('session');
      await record(manager, { actor, action: 'session.ended', subjectType: 'user', subjectId: userId });
    });
  }

  /** Removes what is over: sessions, links. Harmless to run any time. */
  async sweep(): Promise<void> {
    await this.database.query(
      `delete from session where expires_at < now() or last_seen_at < now() - interval '${IDLE}'`,
    );
    await this.database.query(`delete from sign_in_link where expires_at < now() - interval '1 day'`);
  }
}

export function actorOf(account: Account): Extract<Actor, { kind: 'user' }> {
  return { kind: 'user', id: account.id, role: account.role, name: account.name };
}
