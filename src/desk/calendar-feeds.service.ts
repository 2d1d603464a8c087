import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import { type Actor, staffUserId } from '../auth/actor.js';
import { randomSecret, secretHash } from '../auth/random-secret.js';
import { DomainError } from '../errors/domain-error.js';
import type { Role } from '../users/may.js';
import { CalendarFeed } from './calendar-feed.entity.js';

/** Also notes the reading, at most once a minute. */
const OPEN = `
  with found as (
    select f.user_id, f.last_read_at, u.role from calendar_feed f join staff_user u on u.id = f.user_id
     where f.token_hash = $1 and u.disabled_at is null
  ), noted as (
    update calendar_feed f set last_read_at = now() from found
     where f.user_id = found.user_id
       and (found.last_read_at is null or found.last_read_at < now() - interval '1 minute'))
  select role from found`;

const MAKE = `
  insert into calendar_feed (user_id, token_hash) values ($1, $2)
  on conflict (user_id) do update
    set token_hash = excluded.token_hash, created_at = now(), last_read_at = null`;

/** Calendar programs cannot sign in, so each person may have one secret address, which can be ended and made anew. */
@Injectable()
export class CalendarFeeds {
  constructor(private readonly source: DataSource) {}

  /** The role of whoever's feed it is; null when it was ended, or the account is disabled. */
  async open(token: string): Promise<Role | null> {
    const [found] = await this.source.query<{ role: Role }[]>(OPEN, [secretHash(token)]);
    return found?.role ?? null;
  }

  /** One's own; null: there is none. */
  of(userId: number): Promise<CalendarFeed | null> {
    return this.source.manager.findOneBy(CalendarFeed, { userId });
  }

  /** Ends the address one had. The returned token is shown once and not kept. @throws DomainError `forbidden` for programs */
  async make(actor: Actor): Promise<string> {
    const userId = personOf(actor);
    const token = randomSecret();
    await this.source.transaction(async (manager) => {
      await manager.query(MAKE, [userId, secretHash(token)]);
      await record(manager, { actor, action: 'calendar.feed_made', subjectType: 'user', subjectId: userId });
    });
    return token;
  }

  async end(actor: Actor): Promise<void> {
    const userId = personOf(actor);
    await this.source.transaction(async (manager) => {
      const { affected } = await manager.delete(CalendarFeed, { userId });
      if (affected)
        await record(manager, {
          actor,
          action: 'calendar.feed_ended',
          subjectType: 'user',
          subjectId: userId,
        });
    });
  }
}

function personOf(actor: Actor): number {
  const userId = actor.kind === 'user' ? staffUserId(actor) : undefined;
  if (!userId) throw new DomainError('forbidden', 'Only a person who signed in can make a calendar address.');
  return userId;
}
