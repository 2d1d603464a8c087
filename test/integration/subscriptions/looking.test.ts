import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import { earlyPath } from '../../../src/releases/early-link.js';
import {
  addressChangeUrl,
  confirmUrl,
  objectionUrl,
  personalDataUrl,
  preferencesUrl,
  unsubscribeUrl,
} from '../../../src/subscriptions/signed-links.js';
import { buildContact, buildSubscription, buildTopic } from '../../support/build-contacts.js';
import {
  buildDispatch,
  buildVersion,
  confirmInstallation,
  embargoColumns,
} from '../../support/build-releases.js';
import { TEST_SECRET, TestApp } from '../../support/http.js';
import { keepMail } from '../../support/kept-mail.js';

const keys = parseSecrets(TEST_SECRET);
let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
  keepMail(app);
  await confirmInstallation(app.database);
});
afterAll(() => app.stop());

/** Every link that a journalist ever gets, while all of them can be used. */
async function links(): Promise<Record<string, string>> {
  const { database, env } = app;
  const topic = await buildTopic(database);
  const { id, email } = await buildContact(database, { trust: 'trusted' });
  await buildSubscription(database, id, topic.id);
  const [request] = await database.query(
    `insert into subscription_request (email, email_key, topic_ids, language, text_shown)
     values ('zoe@radio.example', 'zoe@radio.example', $1, 'en', '') returning id`,
    [[topic.id]],
  );
  const [change] = await database.query(
    `insert into address_change (contact_id, email) values ($1, 'zoe@daily.example') returning id`,
    [id],
  );
  const version = await buildVersion(database, embargoColumns('2031-01-06T09:00'));
  await buildDispatch(database, version.id, { liftIn: 3600, earlyIn: -60 });
  const soon = Math.floor(Date.now() / 1000) + 600;
  const urls = {
    confirm: confirmUrl(env, keys, request.id),
    preferences: preferencesUrl(env, keys, id),
    unsubscribe: unsubscribeUrl(env, keys, id),
    objection: objectionUrl(env, keys, id),
    addressOld: addressChangeUrl(env, keys, change.id, 'old'),
    addressNew: addressChangeUrl(env, keys, change.id, 'new'),
    download: personalDataUrl(env, keys, id, 'download', soon),
    erase: personalDataUrl(env, keys, id, 'erase', soon),
    earlyAccess: `${env.PUBLIC_URL}${earlyPath(keys, id, version.releaseId)}`,
    asking: `${preferencesUrl(env, keys, id)}/early-access`,
  };
  expect(email).toBeDefined();
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, new URL(url).pathname]));
}

/** The whole database, one fingerprint a table. */
async function everything(): Promise<Record<string, string>> {
  const tables: { name: string }[] = await app.database.query(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const prints: Record<string, string> = {};
  for (const { name } of tables) {
    const [{ print }] = await app.database.query(
      `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as print from "${name}" t`,
    );
    prints[name] = print;
  }
  return prints;
}

describe('whoever only looks at a journalist’s link', () => {
  it('changes nothing anywhere, whichever link and however often: a scanner is nobody', async () => {
    const paths = await links();
    const before = await everything();
    for (const [name, path] of Object.entries(paths))
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET'])
        for (const at of [path, `${path}?lang=ar`, `${path}?List-Unsubscribe=One-Click`]) {
          const { status } = await app.anonymous().send(method, at);
          expect([name, method, status < 500]).toEqual([name, method, true]);
        }
    expect(await everything()).toEqual(before);
  });

  it('is not led to change anything by a method that is neither looking nor posting', async () => {
    const paths = await links();
    const before = await everything();
    for (const path of Object.values(paths))
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        const { status } = await app.anonymous().send(method, path);
        expect([404, 405, 415, 403]).toContain(status);
      }
    expect(await everything()).toEqual(before);
  });

  it('finds no whole address on any page', async () => {
    const paths = await links();
    const addresses = await app.database
      .query(`select email from contact union select email from subscription_request
      union select email from address_change`);
    for (const [name, path] of Object.entries(paths)) {
      const { text } = await app.anonymous().get(path);
      for (const { email } of addresses) expect([name, text.includes(email)]).toEqual([name, false]);
    }
  });
});

describe('whoever tries a link that is none', () => {
  it('reads the same words however it was made up, and however long it is', async () => {
    const paths = Object.values(await links()).filter((path) =>
      /^\/(c|p|u|objection|address|my-data)\/[^/]+$/.test(path),
    );
    expect(paths.length).toBeGreaterThanOrEqual(8);
    for (const path of paths) {
      const [, place, token = ''] = path.split('/');
      const other = paths.find((each) => !each.startsWith(`/${place}/`))!.split('/')[2];
      const madeUp = [
        `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
        `${token}A`,
        other,
        'x',
        'A'.repeat(5000),
        '%00',
      ];
      for (const method of ['GET', 'POST']) {
        const answers = await Promise.all(
          madeUp.map((each) => app.anonymous().send(method, `/${place}/${each}`)),
        );
        const words = answers.map(
          ({ status, text }) => `${status} ${/<main[\s\S]*<\/main>/.exec(text)?.[0]}`,
        );
        expect([path, method, new Set(words).size]).toEqual([path, method, 1]);
        expect(words[0]).toMatch(/^404 .*This link does not work/s);
      }
    }
  });
});
