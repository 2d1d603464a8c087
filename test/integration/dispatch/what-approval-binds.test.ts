import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { freezeTier } from '../../../src/dispatch/freeze.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';

/** What the approval is of, each with another value. */
const BOUND: Record<string, string> = {
  kind: `'update'`,
  notice: `'Other words'`,
  type: `'statement'`,
  language: `'sv'`,
  headline: `'Another headline'`,
  subhead: `'Another subhead'`,
  dateline: `'Elsewhere'`,
  body: `'{"type": "doc", "content": []}'`,
  advisory: `'{"who": "others"}'`,
  image: `'{"imageId": "abc"}'`,
  files: `'[{"fileId": "abc"}]'`,
  press_contacts: `'[{"name": "Other"}]'`,
  boilerplate: `'Another paragraph'`,
  subject: `'Another subject'`,
  preheader: `'Another preview'`,
  audience: `'{"topics": []}'`,
  embargo_wall: `'2031-01-01T00:00'`,
  embargo_zone: `'Europe/Paris'`,
  embargo_at: `embargo_at + interval '1 second'`,
  early_at: `now() + interval '10 minutes'`,
  stop_after: `now() + interval '1 week'`,
};

/** What says nothing of the content. */
const FREE = [
  'id', 'release_id', 'number', 'stage', 'revision', 'content_hash', 'created_at', 'created_by', 'updated_at', 'updated_by',
]; // prettier-ignore

describe('what an approval binds', () => {
  let newsroom: TestNewsroom;
  let dispatch: { id: number; versionId: number };
  beforeAll(async () => {
    newsroom = await testNewsroom();
    await newsroom.addReaders(2);
  });
  beforeEach(async () => {
    dispatch = await newsroom.arm({ liftIn: 3600 });
    await newsroom.db.transaction((manager) =>
      freezeTier(manager, { dispatchId: dispatch.id, tier: 'general' }, 10),
    );
    expect(await gate()).toBe('embargo');
    await newsroom.db.query(
      `with lifted as (update dispatch set lift_at = now() where id = $1 returning id)
       update dispatch_tier t set opens_at = now() from lifted l where t.dispatch_id = l.id`,
      [dispatch.id],
    );
    expect(await gate()).toBeNull();
  });
  afterAll(() => newsroom.close());

  it.each(Object.entries(BOUND))('is broken when %s changes', async (column, value) => {
    const before = await set(column, value);
    expect(await gate()).toBe('approval');
    await newsroom.db.query(`update release_version set ${column} = $2 where id = $1`, [
      dispatch.versionId,
      before,
    ]);
    expect(await gate()).toBeNull();
  });

  it('is every column that is not only about the writing', async () => {
    const columns = await newsroom.db.query<{ name: string }[]>(
      `select column_name as name from information_schema.columns where table_name = 'release_version'`,
    );
    expect(columns.map(({ name }) => name).sort()).toEqual([...Object.keys(BOUND), ...FREE].sort());
  });

  it('stays broken once it was voided, whatever the content is', async () => {
    await newsroom.db.query(`update approval set voided_at = now() where version_id = $1`, [
      dispatch.versionId,
    ]);
    expect(await gate()).toBe('approval');
  });

  /** @returns the value before, as JSON where it is JSON */
  async function set(column: string, value: string): Promise<unknown> {
    const [row] = await newsroom.db.query<{ before: unknown }[]>(
      `select v.${column}::text as before from release_version v where id = $1`,
      [dispatch.versionId],
    );
    await newsroom.db.query(`update release_version set ${column} = ${value} where id = $1`, [
      dispatch.versionId,
    ]);
    return row?.before;
  }

  async function gate(): Promise<string | null | undefined> {
    const [row] = await newsroom.db.query<{ why: string | null }[]>(
      `select gate($1, 'general', interval '1 hour') as why`,
      [dispatch.id],
    );
    return row?.why;
  }
});
