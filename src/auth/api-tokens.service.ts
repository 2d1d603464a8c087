import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import { DomainError, invalid, notFound } from '../errors/domain-error.js';
import { lesserRole, type Role } from '../users/may.js';
import type { Actor, Staff } from './actor.js';
import { ApiToken } from './api-token.entity.js';
import { randomSecret, secretHash } from './random-secret.js';

/** So that a token found in a log or a repository is recognised for what it is. */
export const TOKEN_PREFIX = 'dl_';

/** Also notes the use, at most once a minute. */
const FIND = `
with found as (
  select t.id, t.user_id, t.role, t.last_used_at, u.role as owner_role, u.name, u.email
  from api_token t join staff_user u on u.id = t.user_id
  where t.token_hash = $1 and t.revoked_at is null and u.disabled_at is null
), used as (
  update api_token t set last_used_at = now() from found f
  where t.id = f.id and (f.last_used_at is null or f.last_used_at < now() - interval '1 minute')
)
select id, user_id as "userId", role, owner_role as "ownerRole", name, email from found`;

interface FoundToken {
  id: number;
  userId: number;
  role: Role;
  ownerRole: Role;
  name: string;
  email: string;
}

@Injectable()
export class ApiTokensService {
  constructor(private readonly database: DataSource) {}

  /** Who acts with this token; null if it is unknown, revoked, or its owner disabled. */
  async find(token: string): Promise<{ actor: Staff; owner: { name: string; email: string } } | null> {
    if (!token.startsWith(TOKEN_PREFIX)) return null;
    const [found]: FoundToken[] = await this.database.query(FIND, [secretHash(token)]);
    if (!found) return null;
    const role = lesserRole(found.role, found.ownerRole);
    return { actor: { kind: 'token', id: found.id, userId: found.userId, role }, owner: found };
  }

  /**
   * Makes a token for oneself. The returned text is shown once and not kept.
   * A token cannot make tokens: a leaked one must not outlive its revocation.
   */
  async create(actor: Actor, input: { name: string; role: Role }): Promise<{ id: number; token: string }> {
    if (actor.kind !== 'user')
      throw new DomainError('forbidden', 'Only a person who signed in can make tokens.');
    if (lesserRole(input.role, actor.role) !== input.role)
      throw invalid('role', 'A token may not do more than you may.');
    const token = TOKEN_PREFIX + randomSecret();
    return this.database.transaction(async (manager) => {
      const { name, role } = input;
      const row = await manager.save(
        ApiToken,
        manager.create(ApiToken, { userId: actor.id, name, role, tokenHash: secretHash(token) }),
      );
      await record(manager, {
        actor,
        action: 'token.created',
        subjectType: 'token',
        subjectId: row.id,
        detail: { name, role },
      });
      return { id: row.id, token };
    });
  }

  /** One's own tokens that still work, the newest first. */
  list(userId: number): Promise<ApiToken[]> {
    return this.database
      .getRepository(ApiToken)
      .createQueryBuilder('token')
      .where('token.userId = :userId and token.revokedAt is null', { userId })
      .orderBy('token.id', 'DESC')
      .getMany();
  }

  /** Ends one of one's own tokens at once. Somebody else's is "not found". */
  async revoke(actor: Actor, userId: number, id: number): Promise<void> {
    await this.database.transaction(async (manager) => {
      const [, count]: [unknown, number] = await manager.query(
        `update api_token set revoked_at = now() where id = $1 and user_id = $2 and revoked_at is null`,
        [id, userId],
      );
      if (count === 0) throw notFound('token');
      await record(manager, { actor, action: 'token.revoked', subjectType: 'token', subjectId: id });
    });
  }
}
