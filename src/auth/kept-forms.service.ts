import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { DomainError } from '../errors/domain-error.js';
import { KeptForm } from './kept-form.entity.js';
import { type TypedForm, typedFields, withoutSecrets } from './typed-form.js';

/** Characters of one form as JSON. */
const LARGEST = 2 * 1024 * 1024;
/** Forms of one person; the oldest goes first. */
const MOST = 20;
const LIFE = '7 days';

const KEEP = `
insert into kept_form (user_id, path, page, media_type, fields, files)
select id, $2, $3, $4, $5, $6 from staff_user where id = $1 and disabled_at is null
returning id`;

/**
 * Keeps what somebody typed while their session ended. Shown to that person alone, after signing in. Nothing is done
 * with it until they say so.
 */
@Injectable()
export class KeptFormsService {
  constructor(private readonly database: DataSource) {}

  /** Its id; null if nothing was typed, it is too large or the account is not open. */
  async keep(userId: number, given: TypedForm): Promise<number | null> {
    const { path, page, mediaType, fields, files } = withoutSecrets(given);
    const json = JSON.stringify(fields);
    if (typedFields({ fields }).length === 0 || json.length > LARGEST) return null;
    const parameters = [userId, path, page, mediaType, json, files];
    const [kept]: { id: number }[] = await this.database.query(KEEP, parameters);
    await this.forgetOldest(userId);
    return kept?.id ?? null;
  }

  /** Throws DomainError `not_found` for what is not there and for what somebody else typed, alike. */
  async find(userId: number, id: number): Promise<KeptForm> {
    const form = await this.database.manager.findOneBy(KeptForm, { id, userId });
    if (!form)
      throw new DomainError('not_found', 'No text of yours is kept here. What others type is theirs alone.');
    return form;
  }

  /** Those that were neither sent again nor discarded, the newest first. */
  waiting(userId: number): Promise<KeptForm[]> {
    return this.database.manager.find(KeptForm, {
      where: { userId, usedAt: IsNull() },
      order: { id: 'desc' },
    });
  }

  /** It is being sent again; it can still be found, should that fail. */
  async use(userId: number, id: number): Promise<void> {
    await this.database.query(`update kept_form set used_at = now() where id = $1 and user_id = $2`, [
      id,
      userId,
    ]);
  }

  async discard(userId: number, id: number): Promise<KeptForm> {
    const form = await this.find(userId, id);
    await this.database.query(`delete from kept_form where id = $1`, [form.id]);
    return form;
  }

  async sweep(): Promise<void> {
    await this.database.query(`delete from kept_form where created_at < now() - interval '${LIFE}'`);
  }

  private async forgetOldest(userId: number): Promise<void> {
    await this.database.query(
      `delete from kept_form where user_id = $1
       and id not in (select id from kept_form where user_id = $1 order by id desc limit ${MOST})`,
      [userId],
    );
  }
}
