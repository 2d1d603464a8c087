import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createFirstSignInLink, createSignInLink } from '../../../src/auth/sign-in-links.js';
import { SignInSweep } from '../../../src/auth/sign-in-sweep.js';
import { SignInService } from '../../../src/auth/sign-in.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type Answer, Client, TestApp } from '../../support/http.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';

const PASSWORD = 'harbour-violin-sparrow';
const SYSTEM = { kind: 'system', name: 'test' } as const;

describe('signing in', () => {
  let relay: SmtpReceiver;
  let app: TestApp;
  let email: string;
  let userId: number;
  let count = 0;

  beforeAll(async () => {
    relay = await SmtpReceiver.start();
    app = await TestApp.start({
      env: { SMTP_URL: relay.url, RATE_LIMITS: 'on', TRUSTED_PROXY: '127.0.0.1' },
    });
  });
  afterAll(async () => {
    await app.stop();
    await relay.stop();
  });
  beforeEach(async () => {
    await app.database.query('delete from attempt_bucket');
    email = `ada${(count += 1)}@newsroom.example`;
    const users = app.service(UsersService);
    userId = (await users.create(SYSTEM, { email, name: 'Ada', role: 'press_officer' })).id;
    await users.setPassword(SYSTEM, userId, PASSWORD);
  });

  const signIn = (fields: Record<string, string>, client = visitor()) => client.form('/sign-in', fields);
  /** Each test comes from an address of its own, so that one does not use up another's limits. */
  const visitor = () => new Client(app.url, { 'x-forwarded-for': `198.51.100.${count}` });
  const mailedLink = async (): Promise<string> => {
    await app.service(SignInService).settled();
    const text = relay.messagesTo(email).at(-1)!.text.replace(/=\r\n/g, '').replace(/=3D/g, '=');
    return /\/sign-in\/link\/[\w-]{43}/.exec(text)![0];
  };

  it('opens a session with the right password and leads where one wanted to go', async () => {
    const answer = await signIn({ email: email.toUpperCase(), password: PASSWORD, next: '/desk/tokens' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/tokens']);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^dateline=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await browserOf(app, answer).get('/desk/account')).status).toBe(200);
  });

  it('never leads to another site', async () => {
    for (const next of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/\t/evil.example',
      'javascript:1',
    ]) {
      const answer = await signIn({ email, password: PASSWORD, next });
      expect(answer.headers.get('location')).toBe('/desk');
    }
  });

  it('answers alike for a wrong password, an unknown address, a disabled account and one without a password', async () => {
    await app.service(UsersService).create(SYSTEM, { email: `bare-${email}`, name: 'B', role: 'viewer' });
    const gone = await app
      .service(UsersService)
      .create(SYSTEM, { email: `gone-${email}`, name: 'C', role: 'viewer' });
    await app.service(UsersService).setPassword(SYSTEM, gone.id, PASSWORD);
    await app.service(UsersService).disable(SYSTEM, gone.id);
    const answers = [
      await signIn({ email, password: 'wrong' }),
      await signIn({ email: `nobody-${email}`, password: PASSWORD }),
      await signIn({ email: `bare-${email}`, password: PASSWORD }),
      await signIn({ email: `gone-${email}`, password: PASSWORD }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401]);
    const pages = answers.map(({ text }) => text.replace(/value="[^"]*"/g, ''));
    expect(new Set(pages).size).toBe(1);
    expect(answers[0]!.text).toContain('The address or the password is wrong.');
    expect(answers[0]!.text).toContain(email);
    expect(answers.some((answer) => answer.headers.has('set-cookie'))).toBe(false);
  });

  it('stops guessing at one account, from wherever, and still lets its owner in by mail', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1)
      statuses.push((await signIn({ email, password: `wrong ${guess}` })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    expect((await signIn({ email, password: PASSWORD })).status).toBe(429);
    await visitor().form('/sign-in/link', { email });
    expect((await visitor().form(await mailedLink())).status).toBe(303);
  });

  it('stops one address that tries many accounts, known or not', async () => {
    const second = await TestApp.beside(app);
    const attempts = Array.from({ length: 52 }, (_, i) => ({
      email: `try${i}@newsroom.example`,
      password: 'x',
    }));
    const statuses: number[] = [];
    for (const attempt of attempts) {
      const service = (statuses.length % 2 ? second : app).service(SignInService);
      const device = { userAgent: null, address: '203.0.113.9' };
      statuses.push(
        await service.withPassword(attempt, device).then(
          () => 200,
          (error) => (error.code === 'too_many' ? 429 : 401),
        ),
      );
    }
    await second.stop();
    expect(statuses.slice(0, 50)).toEqual(Array(50).fill(401));
    expect(statuses.at(-1)).toBe(429);
  });

  it('gives a new session each time, whatever cookie came along', async () => {
    const planted = new Client(app.url, {
      'x-forwarded-for': '198.51.100.251',
      cookie: 'dateline=planted-by-somebody-else',
    });
    const first = await signIn({ email, password: PASSWORD }, planted);
    expect(first.headers.get('set-cookie')).not.toContain('planted');
    const second = await signIn({ email, password: PASSWORD }, browserOf(app, first));
    expect((await browserOf(app, second).get('/desk/account')).status).toBe(200);
    expect((await browserOf(app, first).get('/desk/account')).status).toBe(303);
  });

  it('mails a link that signs in once, by a press of a button', async () => {
    const asked = await visitor().form('/sign-in/link', { email });
    const link = await mailedLink();
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) await visitor().send(method, link);
    const shown = await visitor().get(link);
    expect([shown.status, shown.headers.get('referrer-policy')]).toEqual([200, 'no-referrer']);
    expect(shown.text).toContain('<form method="post"');
    const used = await visitor().form(link);
    expect(used.status).toBe(303);
    expect((await browserOf(app, used).get('/desk/account')).status).toBe(200);
    expect((await visitor().form(link)).status).toBe(401);
    expect((await visitor().get(link)).text).toContain('used already');
    expect(asked.text).toContain(email);
  });

  it('lets one of two that press at once in', async () => {
    await visitor().form('/sign-in/link', { email });
    const link = await mailedLink();
    const answers = await Promise.all([1, 2, 3].map(() => visitor().form(link)));
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([303, 401, 401]);
  });

  it('does not take a link that is too old', async () => {
    await visitor().form('/sign-in/link', { email });
    const link = await mailedLink();
    await app.database.query(`update sign_in_link set expires_at = now() - interval '1 second'`);
    expect((await visitor().form(link)).status).toBe(401);
  });

  it('says the same and sends nothing when the address has no account', async () => {
    const before = relay.messages.length;
    const known = await visitor().form('/sign-in/link', { email });
    const unknown = await visitor().form('/sign-in/link', { email: `no-${email}` });
    await app.service(SignInService).settled();
    expect(unknown.text.replaceAll(`no-${email}`, '')).toBe(known.text.replaceAll(email, ''));
    expect(relay.messages.length - before).toBe(1);
  });

  it('does not flood a mailbox with links', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await visitor().form('/sign-in/link', { email })).status);
    await app.service(SignInService).settled();
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect(relay.messagesTo(email)).toHaveLength(3);
  });

  it('keeps neither cookies nor links nor tokens themselves', async () => {
    const answer = await signIn({ email, password: PASSWORD });
    const secret = /dateline=([\w-]+)/.exec(answer.headers.get('set-cookie')!)![1]!;
    const rows = await app.database.query('select token_hash from session where user_id = $1', [userId]);
    expect(rows).toHaveLength(1);
    expect(rows[0].token_hash.includes(Buffer.from(secret, 'base64url'))).toBe(false);
  });

  it('ends every session with the password, the role and the account', async () => {
    const users = app.service(UsersService);
    const changes = [
      () => users.setPassword(SYSTEM, userId, `${PASSWORD}-2`),
      () => users.changeRole(SYSTEM, userId, 'viewer'),
      () => users.disable(SYSTEM, userId),
    ];
    for (const [index, change] of changes.entries()) {
      const password = index === 0 ? PASSWORD : `${PASSWORD}-2`;
      const browser = browserOf(app, await signIn({ email, password }));
      expect((await browser.get('/desk/account')).status).toBe(200);
      await change();
      expect((await browser.get('/desk/account')).status).toBe(303);
    }
  });

  it('ends when it is too old, when unused for long, and at signing out', async () => {
    const old = browserOf(app, await signIn({ email, password: PASSWORD }));
    await app.database.query(`update session set expires_at = now() where user_id = $1`, [userId]);
    expect((await old.get('/desk/account')).status).toBe(303);
    const idle = browserOf(app, await signIn({ email, password: PASSWORD }));
    await app.database.query(
      `update session set last_seen_at = now() - interval '4 days' where user_id = $1`,
      [userId],
    );
    expect((await idle.get('/desk/account')).status).toBe(303);
    const used = browserOf(app, await signIn({ email, password: PASSWORD }));
    expect((await used.form('/sign-out')).headers.get('set-cookie')).toContain('dateline=;');
    expect((await used.get('/desk/account')).status).toBe(303);
  });

  it('is swept away when it is over, and only then', async () => {
    await signIn({ email, password: PASSWORD });
    await signIn({ email, password: PASSWORD });
    await app.database.query(
      `update session set expires_at = now() where token_hash = (select token_hash from session where user_id = $1 limit 1)`,
      [userId],
    );
    await app.service(SignInSweep).sweep();
    expect(await app.database.query('select from session where user_id = $1', [userId])).toHaveLength(1);
  });

  it('refuses a form that another site sent', async () => {
    const answer = await visitor().form(
      '/sign-in',
      { email, password: PASSWORD },
      { 'sec-fetch-site': 'cross-site' },
    );
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
  });

  it('keeps what was typed and says what is wrong', async () => {
    const answer = await visitor().form('/sign-in/link', { email: '<b>not an address</b>' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('&lt;b>not an address');
    expect(answer.text).toContain('This is not an e-mail address');
  });

  it('marks the cookie for https where the public address is https', async () => {
    const secure = await TestApp.start({ env: { PUBLIC_URL: 'https://press.example' } });
    const link = await createFirstSignInLink(secure.database);
    const answer = await secure.anonymous().form(link);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-dateline=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
    await secure.stop();
  });

  it('lets the first admin in from the terminal, and makes one account however often it is asked', async () => {
    const fresh = await TestApp.start();
    const links = await Promise.all([1, 2, 3].map(() => createFirstSignInLink(fresh.database)));
    const browser = browserOf(fresh, await fresh.anonymous().form(links[1]!));
    expect((await browser.get('/desk/users')).status).toBe(200);
    expect(await fresh.database.query('select email, role from staff_user')).toHaveLength(1);
    await fresh.stop();
  });

  it('prints a link for an account that exists and is not disabled', async () => {
    expect((await visitor().form(await createSignInLink(app.database, email))).status).toBe(303);
    await expect(createSignInLink(app.database, 'nobody@newsroom.example')).rejects.toThrow(
      'no such account',
    );
  });
});

/** The browser after it took the answer's cookie. */
function browserOf(app: TestApp, answer: Answer): Client {
  return new Client(app.url, {
    'x-forwarded-for': '198.51.100.250',
    cookie: /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '',
  });
}
