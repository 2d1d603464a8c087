import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import { forgetOld } from '../../../src/subscriptions/retention.js';
import { ConfirmationMailsService } from '../../../src/subscriptions/confirmation-mails.service.js';
import { confirmUrl, preferencesUrl, unsubscribeUrl } from '../../../src/subscriptions/signed-links.js';
import type { Topic } from '../../../src/subscriptions/topic.entity.js';
import { buildContact, buildSubscription, buildTopic } from '../../support/build-contacts.js';
import { type Answer, type Client, TEST_SECRET, TestApp } from '../../support/http.js';
import { keepMail, type KeptMail, linkIn } from '../../support/kept-mail.js';

let app: TestApp;
let reader: Client;
let mail: KeptMail;
let topic: Topic;
let approved: Topic;
const keys = parseSecrets(TEST_SECRET);

beforeAll(async () => {
  app = await TestApp.start();
  reader = app.anonymous();
  mail = keepMail(app);
  topic = await buildTopic(app.database, { name: 'Borders' });
  approved = await buildTopic(app.database, { name: 'Closed circle', approval: true });
});
afterAll(() => app.stop());

const subscribe = (fields: Record<string, string | string[]>, headers = {}) =>
  reader.form('/subscribe', { 'topics[]': [String(topic.id)], ...fields }, headers);
const mailsSent = () => app.service(ConfirmationMailsService).sendDue();
const confirmationFor = async (email: string): Promise<string> => {
  await mailsSent();
  return linkIn(mail.to(email).at(-1)!.text);
};
const contactOf = async (key: string) =>
  (await app.database.query(`select * from contact where email_key = $1`, [key]))[0];
const statesOf = async (key: string): Promise<string[]> => {
  const rows: { name: string; state: string }[] = await app.database.query(
    `select t.name, s.state from subscription s join topic t on t.id = s.topic_id join contact c on c.id = s.contact_id
      where c.email_key = $1 order by t.name`,
    [key],
  );
  return rows.map((row) => `${row.name}: ${row.state}`);
};
const pathOf = (url: string) => new URL(url).pathname;

describe('subscribing on the newsroom', () => {
  it('offers public topics only, in the reader’s language', async () => {
    await buildTopic(app.database, { name: 'Secret circle', visibility: 'invitation' });
    await buildTopic(app.database, { name: 'Long over', archivedAt: new Date() });
    const page = await reader.get('/subscribe');
    expect(page.text).toContain('Borders');
    expect(page.text).not.toMatch(/Secret circle|Long over/);
    const arabic = await reader.get('/subscribe', { 'accept-language': 'xx;q=1, ar-EG;q=0.9, en;q=0.1' });
    expect(arabic.text).toMatch(/<html lang="ar" dir="rtl"/);
    expect((await reader.get('/subscribe?lang=de', { 'accept-language': 'ar' })).text).toContain(
      '<html lang="de"',
    );
  });

  it('makes nobody a contact before their mailbox confirms, and then keeps what was shown to them', async () => {
    const sent = await subscribe({
      email: 'Nina@Radio.example',
      name: 'Nina',
      outlet: 'Radio',
      beats: 'Health, Borders',
      'topics[]': [String(topic.id), String(approved.id)],
    });
    expect(sent.status).toBe(200);
    const link = await confirmationFor('Nina@radio.example');
    expect(mail.to('Nina@radio.example')[0]).toMatchObject({
      purpose: 'subscription-confirmation',
      text: expect.stringContaining('Closed circle'),
    });
    expect(await contactOf('nina@radio.example')).toBeUndefined();
    for (const method of ['GET', 'HEAD', 'OPTIONS']) await reader.send(method, link);
    const page = await reader.get(link);
    expect(page.text).toContain('N•••@r•••.example');
    expect(page.text).not.toContain('Nina@');
    expect(await contactOf('nina@radio.example')).toBeUndefined();
    const done = await reader.form(link);
    expect(done.status).toBe(200);
    expect(await statesOf('nina@radio.example')).toEqual(['Borders: active', 'Closed circle: requested']);
    expect(await contactOf('nina@radio.example')).toMatchObject({
      name: 'Nina',
      source: 'newsroom',
      languages: ['en'],
    });
    const consent = await app.database.query(
      `select change, source, address, text_shown from consent_event order by id`,
    );
    expect(consent).toEqual([
      {
        change: 'subscribed',
        source: 'newsroom',
        address: '127.0.0.1',
        text_shown: expect.stringContaining('one click'),
      },
      {
        change: 'requested',
        source: 'newsroom',
        address: '127.0.0.1',
        text_shown: expect.stringContaining('one click'),
      },
    ]);
    expect((await reader.form(link)).status).toBe(200);
    expect(await statesOf('nina@radio.example')).toEqual(['Borders: active', 'Closed circle: requested']);
  });

  it('mails an address once a day, and answers in the same words', async () => {
    const first = await subscribe({ email: 'daily@radio.example' });
    const second = await subscribe({ email: 'DAILY@radio.example' });
    await mailsSent();
    expect(mail.to('daily@radio.example')).toHaveLength(1);
    expect(second.text).toBe(first.text);
  });

  it('answers alike for a known, an unknown, a suppressed and a robot’s address', async () => {
    const known = await buildContact(app.database);
    const closed = await buildContact(app.database);
    await app.database.query(
      `insert into suppression (email_hash, reason, source) values (email_hash($1), 'complaint', 'test')`,
      [closed.emailKey],
    );
    const answers = await Promise.all([
      subscribe({ email: known.email }),
      subscribe({ email: 'unknown@radio.example' }),
      subscribe({ email: closed.email }),
      subscribe({ email: 'robot@radio.example', website: 'https://spam.example' }),
    ]);
    expect(new Set(answers.map((a: Answer) => `${a.status} ${a.text}`)).size).toBe(1);
    await mailsSent();
    expect(mail.to(known.email)).toHaveLength(1);
    expect(mail.to(closed.email)).toHaveLength(0);
    expect(mail.to('robot@radio.example')).toHaveLength(0);
  });

  it('lifts what the person themselves forbade, once their mailbox confirms', async () => {
    const back = await buildContact(app.database, { email: 'back@radio.example' });
    await buildSubscription(app.database, back.id, topic.id, 'left');
    await app.database.query(
      `insert into suppression (email_hash, reason, source) values (email_hash($1), 'unsubscribed', 'test')`,
      [back.emailKey],
    );
    await subscribe({ email: 'back@radio.example' });
    expect(await statesOf('back@radio.example')).toEqual(['Borders: left']);
    await reader.form(await confirmationFor('back@radio.example'));
    expect(await statesOf('back@radio.example')).toEqual(['Borders: active']);
    const [row] = await app.database.query(
      `select lifted_by from suppression where email_hash = email_hash($1)`,
      [back.emailKey],
    );
    expect(row).toEqual({ lifted_by: `contact:${back.id}` });
  });

  it('cannot lift what the desk decided, even with an older link', async () => {
    await subscribe({ email: 'closed@radio.example' });
    const link = await confirmationFor('closed@radio.example');
    await app.database.query(
      `insert into suppression (email_hash, reason, source) values (email_hash('closed@radio.example'), 'desk', 'test')`,
    );
    const answer = await reader.form(link);
    expect(answer.status).toBe(403);
    expect(await contactOf('closed@radio.example')).toBeUndefined();
  });

  it('asks the desk when the topic does not admit the address by itself', async () => {
    const local = await buildTopic(app.database, { name: 'Local', admits: '*@city.example' });
    for (const email of ['in@city.example', 'out@radio.example']) {
      await subscribe({ email, 'topics[]': [String(local.id)] });
      await reader.form(await confirmationFor(email));
    }
    expect(await statesOf('in@city.example')).toEqual(['Local: active']);
    expect(await statesOf('out@radio.example')).toEqual(['Local: requested']);
  });

  it('keeps what was typed and says what is wrong at the field', async () => {
    const answer = await subscribe({ email: 'nobody', name: 'Ana <b>', 'topics[]': [] });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="nobody"');
    expect(answer.text).toContain('Ana &lt;b>');
    expect(answer.text).toContain('This is not an e-mail address');
    expect(answer.text).toContain('at least one topic');
    const spanish = await reader.form('/subscribe?lang=es', { email: 'nobody' });
    expect(spanish.text).toContain('No es una dirección de correo');
  });

  it('takes a proof of work once, and refuses a wrong one', async () => {
    const challenge = (await reader.get('/subscribe/challenge')).json();
    const solution = await solveChallenge({ challenge, deriveKey });
    const altcha = Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
    expect((await subscribe({ email: 'proof1@radio.example', altcha })).status).toBe(200);
    const replayed = await subscribe({ email: 'proof2@radio.example', altcha });
    expect(replayed.status).toBe(422);
    expect(replayed.text).toContain('automatic check did not work');
    expect((await subscribe({ email: 'proof3@radio.example', altcha: 'made up' })).status).toBe(422);
  });

  it('tries again later when the relay was away', async () => {
    mail.broken = true;
    expect((await subscribe({ email: 'later@radio.example' })).status).toBe(200);
    await mailsSent();
    mail.broken = false;
    await mailsSent();
    expect(mail.to('later@radio.example')).toHaveLength(1);
  });

  it('mails an address once within a day also when the first mail left late', async () => {
    mail.broken = true;
    await subscribe({ email: 'late@radio.example' });
    await mailsSent();
    mail.broken = false;
    await app.database.query(
      `update subscription_request set created_at = now() - interval '5 hours' where email_key = 'late@radio.example'`,
    );
    const laterBy = (hours: number) =>
      app.database.query(`update attempt_bucket set updated_at = updated_at - $1 * interval '1 hour'`, [
        hours,
      ]);
    await laterBy(5);
    await mailsSent();
    expect(mail.to('late@radio.example')).toHaveLength(1);
    await laterBy(20);
    await subscribe({ email: 'late@radio.example' });
    await mailsSent();
    expect(mail.to('late@radio.example')).toHaveLength(1);
    await laterBy(4.1);
    await subscribe({ email: 'late@radio.example' });
    await mailsSent();
    expect(mail.to('late@radio.example')).toHaveLength(2);
  });

  it('forgets what was not confirmed within a week', async () => {
    await subscribe({ email: 'slow@radio.example' });
    const link = await confirmationFor('slow@radio.example');
    await app.database.query(
      `update subscription_request set created_at = now() - interval '8 days' where email_key = 'slow@radio.example'`,
    );
    expect((await reader.form(link)).status).toBe(404);
    await app.database.query(
      `update subscription_request set created_at = now() - interval '9 days' where email_key = 'slow@radio.example'`,
    );
    await forgetOld(app.database, 365);
    expect(
      await app.database.query(`select 1 from subscription_request where email_key = 'slow@radio.example'`),
    ).toEqual([]);
  });

  it('limits how often one network may ask', async () => {
    const limited = await TestApp.start({ env: { RATE_LIMITS: 'on' } });
    keepMail(limited);
    const one = await buildTopic(limited.database);
    const statuses = [];
    for (let n = 0; n < 7; n++) {
      const answer = await limited
        .anonymous()
        .form('/subscribe', { email: `n${n}@radio.example`, 'topics[]': [String(one.id)] });
      statuses.push(answer.status);
    }
    await limited.stop();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });
});

describe('unsubscribing', () => {
  const newsroom = { PUBLIC_URL: 'https://newsroom.example' };
  const follower = async () => {
    const contact = await buildContact(app.database);
    await buildSubscription(app.database, contact.id, topic.id);
    await buildSubscription(app.database, contact.id, approved.id);
    return { contact, link: pathOf(unsubscribeUrl(newsroom, keys, contact.id, 77)) };
  };
  const oneClick = (link: string, headers: Record<string, string> = {}) =>
    reader.send('POST', link, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'List-Unsubscribe=One-Click',
    });

  it('by one click is done at once, without cookies, from any site; replays change nothing', async () => {
    const { contact, link } = await follower();
    const answer = await oneClick(link, { origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await statesOf(contact.emailKey)).toEqual(['Borders: left', 'Closed circle: left']);
    expect((await oneClick(link)).status).toBe(200);
    const events = await app.database.query(
      `select change, source, detail from consent_event where contact_id = $1`,
      [contact.id],
    );
    expect(events).toEqual([
      { change: 'left all', source: 'one-click', detail: { topics: expect.any(Array), delivery: 77 } },
    ]);
    const [suppression] = await app.database.query(
      `select reason, source from suppression where email_hash = email_hash($1)`,
      [contact.emailKey],
    );
    expect(suppression).toEqual({ reason: 'unsubscribed', source: 'one-click' });
  });

  it('also takes the form that some mail programs send as multipart', async () => {
    const { contact, link } = await follower();
    const body = new FormData();
    body.append('List-Unsubscribe', 'One-Click');
    expect((await reader.send('POST', link, { body })).status).toBe(200);
    expect(await statesOf(contact.emailKey)).toEqual(['Borders: left', 'Closed circle: left']);
  });

  it('is not done by looking, and the page names the address only in part', async () => {
    const { contact, link } = await follower();
    const page = await reader.get(link);
    await reader.send('HEAD', link);
    await reader.send('OPTIONS', link);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(contact.email);
    expect(page.text).toContain('j•••@d•••.example');
    expect(await statesOf(contact.emailKey)).toEqual(['Borders: active', 'Closed circle: active']);
  });

  it('refuses forged, altered and other tokens in the same words', async () => {
    const { contact, link } = await follower();
    const other = pathOf(preferencesUrl(newsroom, keys, contact.id)).replace('/p/', '/u/');
    const confirm = pathOf(confirmUrl(newsroom, keys, contact.id)).replace('/c/', '/u/');
    const paths = [
      `${link}x`,
      link.slice(0, -1),
      link.replace('/u/t1.', '/u/t2.'),
      other,
      confirm,
      '/u/x',
      `/u/${'a'.repeat(900)}`,
    ];
    const answers = await Promise.all(paths.map((path) => oneClick(path)));
    expect(new Set(answers.map((a) => `${a.status} ${a.text}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(404);
    expect(await statesOf(contact.emailKey)).toEqual(['Borders: active', 'Closed circle: active']);
  });

  it('works for the link of a contact that was merged, and answers 200 for one that was erased', async () => {
    const { contact, link } = await follower();
    const kept = await buildContact(app.database);
    await buildSubscription(app.database, kept.id, topic.id);
    const desk = await app.withToken('press_officer');
    await desk.json('POST', `/api/contacts/${kept.id}/merges`, { other: contact.id });
    expect((await oneClick(link)).status).toBe(200);
    expect(await statesOf(kept.emailKey)).toEqual(['Borders: left', 'Closed circle: left']);
    await desk.json('DELETE', `/api/contacts/${kept.id}`);
    expect((await oneClick(link)).status).toBe(200);
    expect((await reader.get(link)).status).toBe(200);
  });
});
