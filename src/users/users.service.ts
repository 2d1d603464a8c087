import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { DomainError, invalid, notFound } from '../errors/domain-error.js';
import type { Role } from './may.js';
import { checkPassword, hashPassword, isPassword } from './password.js';
import { StaffUser } from './staff-user.entity.js';

export interface NewUser {
  email: string;
  name: string;
  role: Role;
}

/**
 * The accounts of the press desk. Changing a password, a role or disabling an account ends that person's sessions by a
 * trigger (0001), so nothing can forget it. Nobody is deleted: the record names people by their id.
 */
@Injectable()
export class UsersService {
  constructor(private readonly database: DataSource) {}

  list(): Promise<StaffUser[]> {
    return this.database
      .getRepository(StaffUser)
      .find({ order: { disabledAt: { direction: 'ASC', nulls: 'FIRST' }, name: 'ASC' } });
  }

  async get(id: number): Promise<StaffUser> {
    return found(await this.database.getRepository(StaffUser).findOneBy({ id }));
  }

  /** Adds an account without a password: the person comes in by a mail link and may then choose one. */
  create(actor: Actor, input: NewUser): Promise<StaffUser> {
    return this.database.transaction(async (manager) => {
      const email = input.email.trim().toLowerCase();
      const user = await insertUnlessTaken(manager, { email, name: input.name.trim(), role: input.role });
      await record(manager, about(actor, 'user.created', user.id, { name: user.name, role: user.role }));
      return user;
    });
  }

  async rename(actor: Actor, id: number, name: string): Promise<void> {
    await this.change(id, async (manager, user) => {
      if (user.name === name.trim()) return;
      await manager.update(StaffUser, { id }, { name: name.trim() });
      await record(manager, about(actor, 'user.renamed', id));
    });
  }

  async changeRole(actor: Actor, id: number, role: Role): Promise<void> {
    await this.change(id, async (manager, user) => {
      if (user.role === role) return;
      if (user.role === 'admin') await keepAnAdmin(manager, id);
      await manager.update(StaffUser, { id }, { role });
      await record(manager, about(actor, 'user.role_changed', id, { from: user.role, to: role }));
    });
  }

  async disable(actor: Actor, id: number): Promise<void> {
    await this.change(id, async (manager, user) => {
      if (user.isDisabled) return;
      if (user.role === 'admin') await keepAnAdmin(manager, id);
      await manager.query(`update staff_user set disabled_at = now() where id = $1`, [id]);
      await record(manager, about(actor, 'user.disabled', id));
    });
  }

  async enable(actor: Actor, id: number): Promise<void> {
    await this.change(id, async (manager, user) => {
      if (!user.isDisabled) return;
      await manager.update(StaffUser, { id }, { disabledAt: null });
      await record(manager, about(actor, 'user.enabled', id));
    });
  }

  /** One's own password. The present one is asked for if there is one, so an open browser alone is not enough. */
  async choosePassword(
    actor: Actor,
    id: number,
    input: { current: string; password: string },
  ): Promise<void> {
    if (actor.kind !== 'user' || actor.id !== id)
      throw new DomainError('forbidden', 'Only you yourself can choose it.');
    const { passwordHash } = await this.withHash(id);
    if (passwordHash && !(await isPassword(passwordHash, input.current))) {
      throw invalid('current', 'This is not your present password.');
    }
    await this.setPassword(actor, id, input.password);
  }

  async setPassword(actor: Actor, id: number, password: string): Promise<void> {
    checkPassword(password, await this.get(id));
    const passwordHash = await hashPassword(password);
    await this.change(id, async (manager) => {
      await manager.update(StaffUser, { id }, { passwordHash });
      await record(manager, about(actor, 'user.password_changed', id));
    });
  }

  async hasPassword(id: number): Promise<boolean> {
    return (await this.withHash(id)).passwordHash !== null;
  }

  private async withHash(id: number): Promise<{ passwordHash: string | null }> {
    const [row]: { passwordHash: string | null }[] = await this.database.query(
      `select password_hash as "passwordHash" from staff_user where id = $1`,
      [id],
    );
    return found(row ?? null);
  }

  /** Loads the account locked, so that two changes of it come one after the other. */
  private change(
    id: number,
    decide: (manager: EntityManager, user: StaffUser) => Promise<void>,
  ): Promise<void> {
    return this.database.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' } as const;
      await decide(manager, found(await manager.findOne(StaffUser, { where: { id }, lock })));
    });
  }
}

/** Locks all admins in one order, so that two admins who disable each other cannot both succeed. */
async function keepAnAdmin(manager: EntityManager, leaving: number): Promise<void> {
  const admins: { id: number }[] = await manager.query(
    `select id from staff_user where role = 'admin' and disabled_at is null order by id for update`,
  );
  if (admins.some((admin) => admin.id !== leaving)) return;
  throw new DomainError('conflict', 'This is the last admin. Make somebody else an admin first.');
}

/** Asks instead of catching the violation: a failed statement would end the transaction. */
async function insertUnlessTaken(manager: EntityManager, { email, name, role }: NewUser): Promise<StaffUser> {
  const rows: { id: number }[] = await manager.query(
    `insert into staff_user (email, name, role) values ($1, $2, $3) on conflict (email) do nothing returning id`,
    [email, name, role],
  );
  if (!rows[0]) throw invalid('email', 'Somebody with this address already has an account.');
  return manager.findOneByOrFail(StaffUser, { id: rows[0].id });
}

function found<T>(row: T | null): T {
  if (!row) throw notFound('account');
  return row;
}

function about(actor: Actor, action: string, id: number, detail: Record<string, unknown> = {}) {
  return { actor, action, subjectType: 'user', subjectId: id, detail };
}
