import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignInService } from '../../../src/auth/sign-in.service.js';
import { Routes } from '../../../src/http/routes.js';
import { UsersService } from '../../../src/users/users.service.js';
import { TestApp } from '../../support/http.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';

const PASSWORD = 'harbour-violin-sparrow';

describe('the people of the press desk', () => {
  let app: TestApp;
  let relay: SmtpReceiver;
  beforeAll(async () => {
    relay = await SmtpReceiver.start();
    app = await TestApp.start({ env: { SMTP_URL: relay.url } });
  });
  afterAll(async () => {
    await app.stop();
    await relay.stop();
  });

  it('are invited by mail', async () => {
    const admin = await app.as('admin');
    const answer = await admin.form('/desk/users', {
      name: 'Grace',
      email: 'Grace@Newsroom.example',
      role: 'viewer',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/users']);
    await app.service(SignInService).settled();
    expect(relay.messagesTo('grace@newsroom.example')).toHaveLength(1);
    expect((await admin.get('/desk/users')).text).toContain('Grace');
  });

  it('are refused with a word at the field, and nothing typed is lost', async () => {
    const admin = await app.as('admin');
    const taken = await admin.form('/desk/users', {
      name: 'Two',
      email: 'grace@newsroom.example',
      role: 'viewer',
    });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('already has an account');
    expect(taken.text).toContain('value="Two"');
    for (const bad of [
      { name: 'A\r\nBcc: x@y.example' },
      { email: 'no address' },
      { role: 'owner' },
      { name: '' },
    ]) {
      const fields = { name: 'X', email: 'x@newsroom.example', role: 'viewer', ...bad };
      expect((await admin.form('/desk/users', fields)).status).toBe(422);
      expect((await admin.json('POST', '/api/users', fields)).status).toBe(422);
    }
  });

  it('always have an admin, also when two disable each other at the same moment', async () => {
    const fresh = await TestApp.start();
    const [one, two] = [await fresh.newUser('admin'), await fresh.newUser('admin')];
    const users = fresh.service(UsersService);
    const as = (id: number) => ({ kind: 'user', id, role: 'admin', name: '' }) as const;
    const results = await Promise.allSettled([
      users.disable(as(one), two),
      users.changeRole(as(two), one, 'viewer'),
    ]);
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(1);
    expect((await users.list()).filter((user) => user.role === 'admin' && !user.isDisabled)).toHaveLength(1);
    await fresh.stop();
  });

  it('choose a password only with the present one, and are then signed out everywhere else', async () => {
    const browser = await app.as('viewer');
    const change = (fields: Record<string, string>) => browser.form('/desk/account/password', fields);
    const weak = await change({ password: 'short', again: 'short' });
    expect([weak.status, weak.text.includes('at least 12 characters')]).toEqual([422, true]);
    expect((await change({ password: PASSWORD, again: 'other' })).status).toBe(422);
    const first = await change({ password: PASSWORD, again: PASSWORD });
    expect(first.status).toBe(303);
    expect((await browser.get('/desk/account')).status).toBe(303);
    const cookie = first.headers
      .getSetCookie()
      .find((one) => one.startsWith('dateline='))!
      .split(';')[0]!;
    const again = { 'sec-fetch-site': 'same-origin', cookie };
    const wrong = { current: 'wrong', password: `${PASSWORD}2`, again: `${PASSWORD}2` };
    expect((await browser.form('/desk/account/password', wrong, again)).status).toBe(422);
    expect((await browser.get('/desk/account', { cookie })).status).toBe(200);
  });

  it('end single sessions of their own and nobody else’s', async () => {
    const browser = await app.as('viewer');
    const other = await app.as('viewer');
    const listed = (await browser.get('/desk/account')).text;
    expect(listed).toContain('This browser');
    const [row] = await app.database.query(
      `select encode(substr(token_hash, 1, 12), 'hex') as id from session where user_id = $1`,
      [other.userId],
    );
    expect((await browser.form(`/desk/account/sessions/${row.id}/end`)).status).toBe(404);
    expect((await other.form(`/desk/account/sessions/${row.id}/end`)).status).toBe(303);
    expect((await other.get('/desk/account')).status).toBe(303);
  });

  it('make tokens that are shown once, do no more than they may, and end', async () => {
    const officer = await app.as('press_officer');
    expect((await officer.form('/desk/tokens', { name: 'x', role: 'admin' })).status).toBe(422);
    const made = await officer.form('/desk/tokens', { name: 'Website', role: 'viewer' });
    const token = /dl_[\w-]{43}/.exec(made.text)![0];
    expect((await officer.get('/desk/tokens')).text).not.toContain(token);
    const bearer = { authorization: `Bearer ${token}` };
    const program = app.anonymous();
    expect((await program.get('/desk/account', bearer)).status).toBe(200);
    expect((await program.get('/api/users', bearer)).status).toBe(403);
    const byToken = await program.form('/desk/tokens', { name: 'child', role: 'viewer' }, bearer);
    expect([byToken.status, byToken.text.includes('dl_')]).toEqual([403, false]);
    const [{ id }] = await app.database.query('select id from api_token where user_id = $1', [
      officer.userId,
    ]);
    expect((await (await app.as('admin')).form(`/desk/tokens/${id}/revoke`)).status).toBe(404);
    expect((await officer.form(`/desk/tokens/${id}/revoke`)).status).toBe(303);
    expect((await program.get('/desk/account', { ...bearer, accept: 'application/json' })).status).toBe(401);
  });

  it('lose with their role what their tokens may, and with their account the tokens', async () => {
    const program = await app.withToken('admin');
    const system = { kind: 'system', name: 'test' } as const;
    expect((await program.get('/api/users')).status).toBe(200);
    await app.service(UsersService).changeRole(system, program.userId, 'viewer');
    expect((await program.get('/api/users')).status).toBe(403);
    await app.service(UsersService).disable(system, program.userId);
    await app.service(UsersService).enable(system, program.userId);
    expect((await program.get('/api/users')).status).toBe(401);
  });

  it('are managed over the API by the same rules, without what is secret', async () => {
    const admin = await app.withToken('admin');
    const made = await admin.json('POST', '/api/users', {
      email: 'lin@x.example',
      name: 'Lin',
      role: 'viewer',
    });
    expect(Object.keys(made.json()).sort()).toEqual([
      'createdAt',
      'disabledAt',
      'email',
      'id',
      'name',
      'role',
    ]);
    const path = `/api/users/${made.json().id}`;
    expect((await admin.json('PUT', `${path}/role`, { role: 'admin' })).json().role).toBe('admin');
    expect((await admin.json('PUT', `${path}/disabled`)).json().disabledAt).not.toBeNull();
    expect((await admin.json('DELETE', `${path}/disabled`)).json().disabledAt).toBeNull();
    expect((await admin.get('/api/users/99999999999999999999')).status).toBe(404);
  });

  it('find the API described, each route with what it takes and answers', async () => {
    const document = (await app.anonymous().get('/api/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    const post = document.paths['/api/users'].post;
    expect(post.requestBody.content['application/json'].schema.required).toEqual(['email', 'name', 'role']);
    expect(post.responses[201].content['application/json'].schema.properties.createdAt.format).toBe(
      'date-time',
    );
    expect(document.paths['/api/record'].get.parameters.map((one: { name: string }) => one.name)).toContain(
      'actor',
    );
  });

  it('find every route of the API described, with what each body must hold', async () => {
    const { paths } = (await app.anonymous().get('/api/openapi.json')).json();
    const routes = app
      .service(Routes)
      .all()
      .filter(({ path }) => path.startsWith('/api/') && path !== '/api/openapi.json');
    const missing = routes.filter(
      ({ method, path }) => !paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()],
    );
    expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    for (const { method, path } of routes) {
      const operation = paths[path.replaceAll(/:(\w+)/g, '{$1}')][method.toLowerCase()];
      expect(Object.keys(operation.responses)).toHaveLength(2);
      expect(operation.parameters.filter((one: { in: string }) => one.in === 'path')).toHaveLength(
        path.split(':').length - 1,
      );
    }
  });
});
