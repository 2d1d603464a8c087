import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import type { Contact } from '../../../src/contacts/contact.entity.js';
import { preferencesUrl, unsubscribeUrl } from '../../../src/subscriptions/signed-links.js';
import type { Topic } from '../../../src/subscriptions/topic.entity.js';
import { buildContact, buildSubscription, buildTopic } from '../../support/build-contacts.js';
import { type Client, TEST_SECRET, TestApp } from '../../support/http.js';
import { keepMail, type KeptMail, linkIn } from '../../support/kept-mail.js';

const keys = parseSecrets(TEST_SECRET);
const newsroom = { PUBLIC_URL: 'https://newsroom.example' };
let app: TestApp;
let reader: Client;
let mail: KeptMail;
let borders: Topic;
let courts: Topic;
let contact: Contact;
let path: string;

beforeAll(async () => {
  app = await TestApp.start();
  reader = app.anonymous();
  mail = keepMail(app);
  borders = await buildTopic(app.database, { name: 'Borders' });
  courts = await buildTopic(app.database, { name: 'Courts', approval: true });
});
afterAll(() => app.stop());
beforeEach(async () => {
  contact = await buildContact(app.database, { languages: ['en'], source: 'Press fair 2025' });
  await buildSubscription(app.database, contact.id, borders.id);
  path = new URL(preferencesUrl(newsroom, keys, contact.id)).pathname;
});

const stored = async () => (await app.database.query(`select * from contact where id = $1`, [contact.id]))[0];
const states = async () =>
  app.database.query(
    `select topic_id as topic, state from subscription where contact_id = $1 order by topic_id`,
    [contact.id],
  );
const save = (fields: Record<string, string | string[]>) =>
  reader.form(path, { frequency: 'each', language: 'en', timeZone: '', pauseUntil: '', ...fields });

describe('the preferences of a journalist', () => {
  it('are shown without the whole address, with where it came from', async () => {
    const page = await reader.get(path);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(contact.email);
    expect(page.text).toContain('Press fair 2025');
    expect(page.text).toMatch(new RegExp(`value="${borders.id}" checked`));
  });

  it('say all that the notice says until it was sent: a release may have been the first mail', async () => {
    const words = ['legitimate interest', 'supervisory authority', 'We pass your data on to nobody'];
    const untold = (await reader.get(path)).text;
    for (const each of words) expect(untold).toContain(each);
    await app.database.query('update contact set notice_at = now() where id = $1', [contact.id]);
    const told = (await reader.get(path)).text;
    expect(told).toContain('Press fair 2025');
    for (const each of words) expect(told).not.toContain(each);
  });

  it('say whether opens and clicks are counted, and keep the choice as consent', async () => {
    const chosen = async () => {
      const { measured, measuring_declined } = await stored();
      return [measured, measuring_declined];
    };
    expect((await reader.get(path)).text).toMatch(/value="declined" checked/);
    await save({ 'topics[]': [String(borders.id)], counting: 'declined' });
    expect(await chosen()).toEqual([false, false]);
    await save({ 'topics[]': [String(borders.id)], counting: 'agreed' });
    expect(await chosen()).toEqual([true, false]);
    expect((await reader.get(path)).text).toMatch(/value="agreed" checked/);
    await save({ 'topics[]': [String(borders.id)] });
    expect(await chosen()).toEqual([true, false]);
    await save({ 'topics[]': [String(borders.id)], counting: 'declined' });
    expect(await chosen()).toEqual([false, true]);
    const events = await app.database.query(
      `select change from consent_event where contact_id = $1 and change like '%counting' order by id`,
      [contact.id],
    );
    expect(events).toEqual([{ change: 'agreed to counting' }, { change: 'declined counting' }]);
  });

  it('change topics, frequency, language, zone and pause', async () => {
    const answer = await save({
      'topics[]': [String(courts.id)],
      frequency: 'weekly',
      language: 'ar',
      timeZone: 'africa/cairo',
      pauseUntil: '2099-12-24',
    });
    expect(answer.status).toBe(303);
    expect(await states()).toEqual([
      { topic: borders.id, state: 'left' },
      { topic: courts.id, state: 'requested' },
    ]);
    expect(await stored()).toMatchObject({
      frequency: 'weekly',
      languages: ['ar', 'en'],
      time_zone: 'Africa/Cairo',
      pause_until: new Date('2099-12-23T22:00:00Z'),
    });
    const page = await reader.get(answer.headers.get('location')!);
    expect(page.text).toMatch(/<html lang="ar" dir="rtl"/);
    expect(page.text).toContain('تم الحفظ');
    expect(page.text).toContain('2099-12-24');
    const changes = await app.database.query(
      `select change from consent_event where contact_id = $1 order by id`,
      [contact.id],
    );
    expect(changes).toEqual([{ change: 'left' }, { change: 'requested' }, { change: 'preferences' }]);
  });

  it('say what is wrong at the field and lose nothing', async () => {
    const answer = await save({ timeZone: 'Mars/Base', pauseUntil: '2001-01-01' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="Mars/Base"');
    expect(answer.text).toContain('We do not know this time zone');
    expect(answer.text).toContain('not a date in the future');
    expect(await states()).toEqual([{ topic: borders.id, state: 'active' }]);
  });

  it('cannot reach topics that are not offered', async () => {
    const secret = await buildTopic(app.database, { visibility: 'invitation' });
    await save({ 'topics[]': [String(borders.id), String(secret.id)] });
    expect(await states()).toEqual([{ topic: borders.id, state: 'active' }]);
  });

  it('stop all mail, and then offer only to subscribe again', async () => {
    expect((await reader.form(`${path}/leave`)).status).toBe(200);
    expect(await states()).toEqual([{ topic: borders.id, state: 'left' }]);
    const page = await reader.get(path);
    expect(page.text).toContain('No mail goes to this address');
    await save({ 'topics[]': [String(borders.id)] });
    expect(await states()).toEqual([{ topic: borders.id, state: 'left' }]);
  });

  it('open for no other token', async () => {
    const other = new URL(unsubscribeUrl(newsroom, keys, contact.id)).pathname.replace('/u/', '/p/');
    for (const each of [other, `${path}x`, '/p/x']) {
      expect((await reader.get(each)).status).toBe(404);
      expect((await reader.form(`${each}/leave`)).status).toBe(404);
    }
    expect(await states()).toEqual([{ topic: borders.id, state: 'active' }]);
  });
});

describe('another address', () => {
  const ask = async (email: string) => reader.form(`${path}/address`, { email });

  it('takes the confirmation of both mailboxes, in any order', async () => {
    expect((await ask('New.Address@tv.example')).status).toBe(200);
    const [toOld, toNew] = [
      linkIn(mail.to(contact.email)[0]!.text),
      linkIn(mail.to('New.Address@tv.example')[0]!.text),
    ];
    await reader.get(toNew);
    await reader.form(toNew);
    expect(await stored()).toMatchObject({ email: contact.email });
    expect((await reader.form(toOld)).text).toContain('Your address is changed');
    expect(await stored()).toMatchObject({
      email: 'New.Address@tv.example',
      email_key: 'new.address@tv.example',
    });
  });

  it('that somebody else has is never told, and never taken', async () => {
    const other = await buildContact(app.database);
    const free = await ask('free@tv.example');
    path = new URL(preferencesUrl(newsroom, keys, (await buildContact(app.database)).id)).pathname;
    const taken = await ask(other.email);
    expect(taken.text).toBe(free.text);
    expect(mail.to(other.email)).toHaveLength(0);
  });

  it('is refused at its field when it is none', async () => {
    const answer = await ask('nobody');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('This is not an e-mail address');
  });
});

describe('the journalist’s own data', () => {
  it('is downloaded by a fresh link from the mailbox only', async () => {
    const asked = await reader.form(`${path}/download`);
    expect(asked.text).not.toContain(contact.email);
    const link = linkIn(mail.to(contact.email)[0]!.text);
    expect((await reader.get(link)).text).not.toContain(contact.email);
    const data = await reader.form(link);
    expect(data.headers.get('content-type')).toContain('application/json');
    expect(data.json()).toMatchObject({
      contact: { email: contact.email, source: 'Press fair 2025' },
      subscriptions: [{ name: 'Borders' }],
    });
  });

  it('is erased by a fresh link, and the address is never mailed again', async () => {
    await reader.form(`${path}/erase`);
    const link = linkIn(mail.to(contact.email)[0]!.text);
    await reader.get(link);
    expect(await stored()).toBeDefined();
    expect((await reader.form(link)).text).toContain('Your data is erased');
    expect(await stored()).toBeUndefined();
    const [suppression] = await app.database.query(
      `select reason, email from suppression where email_hash = email_hash($1)`,
      [contact.emailKey],
    );
    expect(suppression).toEqual({ reason: 'erased', email: null });
    expect((await reader.get(path)).status).toBe(404);
    expect((await reader.form(link)).status).toBe(404);
  });

  it('is not mailed without end', async () => {
    for (let n = 0; n < 5; n++) await reader.form(`${path}/download`);
    expect(mail.to(contact.email)).toHaveLength(2);
  });
});

describe('early access', () => {
  it('is asked for with outlet, proof and agreement; the desk has to grant it', async () => {
    expect((await reader.form(`${path}/early-access`, { outlet: 'Radio', proof: '' })).status).toBe(422);
    const answer = await reader.form(`${path}/early-access`, {
      outlet: 'Radio',
      proof: 'https://radio.example/ana',
      terms: 'on',
    });
    expect(answer.status).toBe(200);
    const events = await app.database.query(`select kind, note from trust_event where contact_id = $1`, [
      contact.id,
    ]);
    expect(events).toEqual([{ kind: 'request', note: 'Radio\nhttps://radio.example/ana' }]);
    expect(await stored()).toMatchObject({ trust: 'none' });
  });
});
