import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TransactionalMail } from '../../../src/auth/transactional-mail.js';
import type { Contact } from '../../../src/contacts/contact.entity.js';
import { createLog } from '../../../src/ops/log.js';
import { Notices } from '../../../src/subscriptions/notices.js';
import { buildContact, buildSubscription, buildTopic } from '../../support/build-contacts.js';
import { type Client, TestApp } from '../../support/http.js';
import { keepMail, type KeptMail } from '../../support/kept-mail.js';

let app: TestApp;
let desk: Client;
let mail: KeptMail;
let contact: Contact;

beforeAll(async () => {
  app = await TestApp.start();
  mail = keepMail(app);
  desk = await app.as('press_officer');
});
afterAll(() => app.stop());
beforeEach(async () => {
  await app.database.query(`update contact set notice_at = now() where notice_at is null`);
  contact = await buildContact(app.database, { languages: ['fr'], source: 'Press fair 2025' });
});

/** What a worker does twice a minute. */
const send = (settings: object = {}) =>
  new Notices(
    app.database,
    app.service(TransactionalMail),
    { ...app.env, SMTP_URL: 'smtp://unused', ...settings },
    createLog('silent'),
  ).sendDue(new AbortController().signal);
const noticeOf = async (id: number) =>
  (await app.database.query(`select state from notice where contact_id = $1`, [id]))[0]?.state as string;
const aged = (days: number) =>
  app.database.query(`update contact set created_at = now() - $2 * interval '1 day' where id = $1`, [
    contact.id,
    days,
  ]);
const objectionLink = () =>
  new URL(/<(\S+)>/.exec(mail.to(contact.email).at(-1)!.headers!['List-Unsubscribe']!)![1]!).pathname;
const reasons = async () =>
  app.database.query(
    `select reason, source from suppression where email_hash = email_hash($1) and lifted_at is null`,
    [contact.emailKey],
  );

describe('the notice to people whose address came from others', () => {
  it('goes out once, some days after they were put on the list, and is kept with its words', async () => {
    await send();
    expect(mail.to(contact.email)).toEqual([]);
    await aged(8);
    await Promise.all([send(), send()]);
    await send();
    const [letter, ...more] = mail.to(contact.email);
    expect(more).toEqual([]);
    expect(letter!.subject).toContain('Votre adresse');
    expect(letter!.text).toContain('Press fair 2025');
    expect(letter!.text).toMatch(/\/p\/\S+/);
    expect(letter!.bounces).toEqual({ mail: 'notice', id: contact.id });
    expect(letter!.headers).toMatchObject({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
    const [kept] = await app.database.query(
      `select c.notice_at is not null as told, e.change, e.source, e.text_shown as words
         from contact c join consent_event e on e.contact_id = c.id where c.id = $1`,
      [contact.id],
    );
    expect(kept).toMatchObject({ told: true, change: 'told where the address came from', source: 'notice' });
    expect(kept.words).toContain('Press fair 2025');
  });

  it('is not owed to whoever came by themselves, and not sent by itself when that is switched off', async () => {
    await aged(8);
    await app.database.query(`update contact set notice_at = now() where id = $1`, [contact.id]);
    await send();
    await app.database.query(`update contact set notice_at = null where id = $1`, [contact.id]);
    await send({ NOTICES: false });
    expect(mail.to(contact.email)).toEqual([]);
  });

  it('is not sent to whom no mail may go, also when that was said after it was due', async () => {
    await desk.form('/desk/data-protection/send');
    await desk.json('POST', '/api/suppressions', { email: contact.email });
    await app.database.query(
      `insert into suppression (email_hash, reason, source) values (email_hash($1), 'desk', 'test') on conflict do nothing`,
      [contact.emailKey],
    );
    await send();
    expect(mail.to(contact.email)).toEqual([]);
    expect(await noticeOf(contact.id)).toBe('dropped');
  });

  it('is tried again when the relay was away', async () => {
    await aged(8);
    mail.broken = true;
    await send();
    mail.broken = false;
    expect(await noticeOf(contact.id)).toBe('deferred');
    await app.database.query(`update notice set next_at = now() where contact_id = $1`, [contact.id]);
    await send();
    expect(mail.to(contact.email)).toHaveLength(1);
    expect(await noticeOf(contact.id)).toBe('accepted');
  });
});

describe('an objection', () => {
  const objecting = async () => {
    await aged(8);
    await send();
    await buildSubscription(app.database, contact.id, (await buildTopic(app.database)).id);
    return objectionLink();
  };

  it('is not made by looking, and the page names the address only in part', async () => {
    const link = await objecting();
    const page = await app.anonymous().get(link);
    for (const method of ['HEAD', 'OPTIONS']) await app.anonymous().send(method, link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('lang="fr"');
    expect(page.text).not.toContain(contact.email);
    expect(await reasons()).toEqual([]);
  });

  it('holds at once by one click from a mail program, and doing it twice changes nothing more', async () => {
    const link = await objecting();
    const click = () =>
      app.anonymous().send('POST', link, {
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: 'https://mail.example',
          'sec-fetch-site': 'cross-site',
        },
        body: 'List-Unsubscribe=One-Click',
      });
    expect((await click()).status).toBe(200);
    expect((await click()).status).toBe(200);
    expect(await reasons()).toEqual([{ reason: 'objection', source: 'notice' }]);
    const changes = await app.database.query(
      `select change from consent_event where contact_id = $1 and change <> 'told where the address came from'`,
      [contact.id],
    );
    expect(changes).toEqual([{ change: 'objected' }]);
    const states = await app.database.query(`select state from subscription where contact_id = $1`, [
      contact.id,
    ]);
    expect(states).toEqual([{ state: 'left' }]);
  });

  it('is refused for forged and other links in the same words', async () => {
    const link = await objecting();
    const paths = [
      `${link}x`,
      link.slice(0, -1),
      '/objection/x',
      link.replace('/objection/t1.', '/objection/t2.'),
    ];
    const answers = await Promise.all(paths.map((path) => app.anonymous().form(path)));
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.text}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(404);
    expect((await app.anonymous().form(link.replace('/objection/', '/u/'))).status).toBe(404);
  });
});

describe('notices at the desk', () => {
  it('are counted, sent on one word, or stated to have been given otherwise', async () => {
    const page = await desk.get('/desk/data-protection');
    expect(page.text).toContain('1 person to tell');
    expect(page.text).toContain('Art. 6');
    expect((await desk.get('/desk/data-protection/send')).text).toContain('to 1 person?');
    expect((await desk.form('/desk/data-protection/told', { how: ' ' })).status).toBe(422);
    await desk.form('/desk/data-protection/told', { how: 'In the mail of 3 March' });
    const [row] = await app.database.query(
      `select c.notice_at is not null as told, e.text_shown as how from contact c join consent_event e on e.contact_id = c.id
        where c.id = $1`,
      [contact.id],
    );
    expect(row).toEqual({ told: true, how: 'In the mail of 3 March' });
    await desk.form('/desk/data-protection/send');
    await send();
    expect(mail.to(contact.email)).toEqual([]);
    const viewer = await app.as('viewer');
    expect((await viewer.get('/desk/data-protection')).status).toBe(200);
    expect((await viewer.form('/desk/data-protection/send')).status).toBe(403);
  });
});
