import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildBeat,
  buildContact,
  buildContactBeat,
  buildSubscription,
  buildTopic,
} from '../../support/build-contacts.js';
import { buildVersion } from '../../support/build-releases.js';
import { type Client, TestApp } from '../../support/http.js';

let app: TestApp;
let desk: Client;
beforeAll(async () => {
  app = await TestApp.start();
  desk = await app.withToken('press_officer');
});
afterAll(() => app.stop());

const states = async (contactId: number): Promise<Record<string, string>> => {
  const { subscriptions } = (await desk.get(`/api/contacts/${contactId}/subscriptions`)).json();
  return Object.fromEntries(
    subscriptions.map((s: { topicId: number; state: string }) => [s.topicId, s.state]),
  );
};
const consent = async (
  contactId: number,
): Promise<
  { change: string; topicId: number | null; source: string; address: string | null; detail: object }[]
> => (await desk.get(`/api/contacts/${contactId}/consent`)).json().events;
const suppressedFor = async (key: string): Promise<string[]> => {
  const rows: { reason: string }[] = await app.database.query(
    `select reason from suppression where email_hash = email_hash($1) and lifted_at is null`,
    [key],
  );
  return rows.map((row) => row.reason);
};

describe('topics through the API', () => {
  it('are made, changed, archived and counted', async () => {
    const made = await desk.json('POST', '/api/topics', {
      name: 'Women’s Health',
      description: 'Clinics',
      language: 'en',
    });
    expect(made.json()).toMatchObject({
      slug: 'womens-health',
      visibility: 'public',
      approval: false,
      admits: null,
    });
    expect((await desk.json('POST', '/api/topics', { name: "Women's health" })).status).toBe(409);
    expect((await desk.json('POST', '/api/topics', { name: '!!!' })).status).toBe(422);
    const { id } = made.json();
    expect(
      (
        await desk.json('PATCH', `/api/topics/${id}`, { admits: '*@*.example', visibility: 'invitation' })
      ).json(),
    ).toMatchObject({ admits: '*@*.example' });
    expect((await desk.json('PATCH', `/api/topics/${id}`, { admits: 'nonsense' })).status).toBe(422);
    expect((await desk.json('PUT', `/api/topics/${id}/archive`)).json().archivedAt).not.toBeNull();
    expect((await desk.json('DELETE', `/api/topics/${id}/archive`)).json().archivedAt).toBeNull();
    await buildSubscription(app.database, (await buildContact(app.database)).id, id);
    const { topics } = (await desk.get('/api/topics')).json();
    expect(topics.find((t: { id: number }) => t.id === id)).toMatchObject({ followers: 1 });
  });
});

describe('consent', () => {
  it('is given through the desk and written down with source and network address', async () => {
    const [contact, topic] = [await buildContact(app.database), await buildTopic(app.database)];
    await desk.json('POST', `/api/contacts/${contact.id}/subscriptions`, { topics: [topic.id] });
    await desk.json('POST', `/api/contacts/${contact.id}/subscriptions`, { topics: [topic.id] });
    expect(await states(contact.id)).toEqual({ [topic.id]: 'active' });
    expect(await consent(contact.id)).toMatchObject([
      { change: 'subscribed', topicId: topic.id, source: 'api', address: '127.0.0.1' },
    ]);
    expect(
      (await desk.json('POST', `/api/contacts/${contact.id}/subscriptions`, { topics: [999_999] })).status,
    ).toBe(422);
  });

  it('taken back by the journalist is never given back by the desk', async () => {
    const [contact, topic] = [await buildContact(app.database), await buildTopic(app.database)];
    await buildSubscription(app.database, contact.id, topic.id, 'left');
    expect(
      (await desk.json('POST', `/api/contacts/${contact.id}/subscriptions`, { topics: [topic.id] })).status,
    ).toBe(409);
    expect(await states(contact.id)).toEqual({ [topic.id]: 'left' });
  });

  it('ends for everything at once, and the address is suppressed', async () => {
    const [contact, a, b] = [
      await buildContact(app.database),
      await buildTopic(app.database),
      await buildTopic(app.database),
    ];
    for (const topic of [a, b]) await buildSubscription(app.database, contact.id, topic.id);
    await desk.json('DELETE', `/api/contacts/${contact.id}/subscriptions`);
    await desk.json('DELETE', `/api/contacts/${contact.id}/subscriptions`);
    expect(await states(contact.id)).toEqual({ [a.id]: 'left', [b.id]: 'left' });
    expect(await consent(contact.id)).toMatchObject([
      { change: 'left all', topicId: null, detail: { topics: [a.id, b.id] } },
    ]);
    expect(await suppressedFor(contact.emailKey)).toEqual(['unsubscribed']);
    expect(
      (await desk.json('POST', `/api/contacts/${contact.id}/subscriptions`, { topics: [a.id] })).status,
    ).toBe(409);
  });

  it('that narrows waits for mails being permitted, and is seen by all that are permitted after it', async () => {
    const [contact, topic] = [await buildContact(app.database), await buildTopic(app.database)];
    await buildSubscription(app.database, contact.id, topic.id);
    const permitting = app.database.createQueryRunner();
    await permitting.startTransaction();
    await permitting.query('select permit()');
    let left = false;
    const leaving = desk
      .json('DELETE', `/api/contacts/${contact.id}/subscriptions/${topic.id}`)
      .then(() => (left = true));
    await waitForLock();
    expect(left).toBe(false);
    await permitting.commitTransaction();
    await permitting.release();
    await leaving;
    expect(await states(contact.id)).toEqual({ [topic.id]: 'left' });
  });
});

describe('merging two entries of one person', () => {
  it('keeps the stricter consent, the whole history and both addresses', async () => {
    const { database } = app;
    const [kept, other] = [
      await buildContact(database, { role: null }),
      await buildContact(database, { role: 'Editor' }),
    ];
    const [a, b, c] = [await buildTopic(database), await buildTopic(database), await buildTopic(database)];
    const beat = await buildBeat(database);
    await buildContactBeat(database, other.id, beat.id);
    await buildSubscription(database, kept.id, a.id);
    await buildSubscription(database, other.id, a.id, 'left');
    await buildSubscription(database, kept.id, b.id, 'left');
    await buildSubscription(database, other.id, b.id);
    await desk.json('POST', `/api/contacts/${other.id}/subscriptions`, { topics: [c.id] });
    expect((await desk.json('POST', `/api/contacts/${kept.id}/merges`, { other: other.id })).status).toBe(
      200,
    );
    expect(await states(kept.id)).toEqual({ [a.id]: 'left', [b.id]: 'left', [c.id]: 'active' });
    expect((await consent(kept.id)).map((e) => e.change)).toEqual(['merged', 'subscribed']);
    expect((await desk.get(`/api/contacts/${kept.id}`)).json()).toMatchObject({
      role: 'Editor',
      email: kept.email,
      beats: [{ id: beat.id }],
    });
    expect((await desk.get(`/api/contacts/${other.id}`)).status).toBe(404);
    expect((await desk.json('POST', '/api/contacts', { email: other.email })).status).toBe(409);
  });

  it('carries a person’s wish to the kept address, but not a bounce', async () => {
    const { database } = app;
    const [kept, unsubscribed, bounced] = [
      await buildContact(database),
      await buildContact(database),
      await buildContact(database),
    ];
    const insert = `insert into suppression (email_hash, reason, source) values (email_hash($1), $2, 'test')`;
    await database.query(insert, [bounced.emailKey, 'hard_bounce']);
    await desk.json('POST', `/api/contacts/${kept.id}/merges`, { other: bounced.id });
    expect(await suppressedFor(kept.emailKey)).toEqual([]);
    await database.query(insert, [unsubscribed.emailKey, 'unsubscribed']);
    await desk.json('POST', `/api/contacts/${kept.id}/merges`, { other: unsubscribed.id });
    expect(await suppressedFor(kept.emailKey)).toEqual(['unsubscribed']);
  });

  it('loses nothing that hangs on the entry that goes: every table that names a contact keeps its rows', async () => {
    const { database } = app;
    const kept = await buildContact(database);
    const other = await buildContact(database);
    const { id: versionId, releaseId } = await buildVersion(database);
    const insert = async (table: string, columns: string, values: string, ...rest: unknown[]) =>
      database.query(`insert into ${table} (contact_id, ${columns}) values ($1, ${values})`, [
        other.id,
        ...rest,
      ]);
    await insert('trust_event', 'kind', `'request'`);
    await insert('terms_answer', 'release_id, answer, text_hash', `$2, 'declined', '\\x00'`, releaseId);
    await insert('early_view', 'version_id, what', `$2, 'release'`, versionId);
    await insert('early_offer', 'release_id', '$2', releaseId);
    await insert(
      'digest',
      'period, frequency, versions',
      `'2026-01-05', 'daily', array[$2::bigint]`,
      versionId,
    );
    await insert('notice', 'state', `'accepted'`);
    await insert('letter', 'email, purpose', `'a@b.example', 'early-access-offer'`);
    await insert(
      'single_bounce',
      'mail, mail_id, source, kind, category, hard, action, email, domain',
      `'letter', 1, 'reply', 'bounce', 'mailbox full', false, 'noted', 'a@b.example', 'b.example'`,
    );
    await insert('address_change', 'email, done_at', `'a@b.example', now()`);
    await database.query(
      `insert into terms_answer (contact_id, release_id, answer, text_hash) values ($1, $2, 'accepted', '\\x00')`,
      [kept.id, releaseId],
    );
    await database.query(
      `insert into digest (contact_id, period, frequency, versions) values ($1, '2026-01-05', 'daily', '{77}')`,
      [kept.id],
    );
    await desk.json('POST', `/api/contacts/${kept.id}/merges`, { other: other.id });
    const naming: { name: string }[] = await database.query(
      `select conrelid::regclass::text as name from pg_constraint
        where contype = 'f' and confrelid = 'contact'::regclass order by 1`,
    );
    const counted = naming.map(async ({ name }) => {
      const [{ n }] = await database.query(`select count(*)::int as n from ${name} where contact_id = $1`, [
        kept.id,
      ]);
      return [name, n];
    });
    const passing = { early_code: 0, contact_beat: 0, subscription: 0, contact_merge: 1 };
    expect(Object.fromEntries(await Promise.all(counted))).toEqual(
      Object.fromEntries(naming.map(({ name }) => [name, { ...passing }[name] ?? 1])),
    );
    expect(await database.query(`select answer from terms_answer where contact_id = $1`, [kept.id])).toEqual([
      { answer: 'declined' },
    ]);
    const [{ versions }] = await database.query(`select versions from digest where contact_id = $1`, [
      kept.id,
    ]);
    expect(versions.map(Number)).toEqual([77, versionId]);
  });

  it('refuses a contact with itself or with nobody', async () => {
    const { id } = await buildContact(app.database);
    expect((await desk.json('POST', `/api/contacts/${id}/merges`, { other: id })).status).toBe(422);
    expect((await desk.json('POST', `/api/contacts/${id}/merges`, { other: 999_999 })).status).toBe(404);
  });
});

describe('erasing a person', () => {
  it('leaves a hash of each address and nothing that names them', async () => {
    const { database } = app;
    const [kept, merged] = [
      await buildContact(database, { email: 'forget-me@erase.example', name: 'Forgetta' }),
      await buildContact(database, { email: 'forget-me2@erase.example' }),
    ];
    const topic = await buildTopic(database);
    await desk.json('POST', `/api/contacts/${kept.id}/subscriptions`, { topics: [topic.id] });
    await desk.json('POST', '/api/suppressions', { email: kept.email, note: 'forget-me called' });
    await desk.json('POST', `/api/contacts/${kept.id}/merges`, { other: merged.id });
    expect((await desk.json('DELETE', `/api/contacts/${kept.id}`)).status).toBe(204);
    expect(await suppressedFor('forget-me@erase.example')).toEqual(['erased']);
    expect(await suppressedFor('forget-me2@erase.example')).toEqual(['erased']);
    const tables: { name: string }[] = await database.query(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const [{ found }] = await database.query(
        `select count(*)::int as found from "${name}" t where t::text ~* 'forget'`,
      );
      expect([name, found]).toEqual([name, 0]);
    }
    const [event] = await database.query(
      `select address, detail, change from consent_event where contact_id = $1 and change = 'subscribed'`,
      [kept.id],
    );
    expect(event).toEqual({ address: null, detail: {}, change: 'subscribed' });
  });

  it('cannot be used to rewrite the record of consent', async () => {
    const { id } = await buildContact(app.database);
    const topic = await buildTopic(app.database);
    await desk.json('POST', `/api/contacts/${id}/subscriptions`, { topics: [topic.id] });
    const rewrite = (set: string) =>
      app.database.query(`update consent_event set ${set} where contact_id = $1`, [id]);
    await expect(rewrite(`change = 'left'`)).rejects.toThrow('append-only');
    await expect(rewrite(`address = '10.0.0.1'`)).rejects.toThrow('append-only');
    await expect(app.database.query('delete from consent_event')).rejects.toThrow('append-only');
  });
});

/** Resolves when somebody waits for the gate lock. */
async function waitForLock(): Promise<void> {
  for (;;) {
    const [{ waiting }] = await app.database.query(
      `select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())`,
    );
    if (waiting > 0) return;
  }
}
