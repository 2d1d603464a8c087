import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Staff } from '../../../src/auth/actor.js';
import type { Route } from '../../../src/http/route-table.js';
import { admits, Routes } from '../../../src/http/routes.js';
import { type Role, roles } from '../../../src/users/may.js';
import { Client, TestApp } from '../../support/http.js';

type Caller = { name: 'anonymous' | Role; client: Client; staff: Staff | undefined };

/** Every route there is, called by everybody there is. */
describe('who may use which route', () => {
  let app: TestApp;
  let callers: Caller[];
  let guarded: Route[];

  beforeAll(async () => {
    app = await TestApp.start();
    const signedIn = roles.map(async (role): Promise<Caller> => {
      const client = await app.as(role);
      return { name: role, client, staff: { kind: 'user', id: client.userId, role, name: '' } };
    });
    callers = [
      { name: 'anonymous', client: app.anonymous(), staff: undefined },
      ...(await Promise.all(signedIn)),
    ];
    guarded = app
      .service(Routes)
      .all()
      .filter((route) => route.access?.for !== 'public');
  });
  afterAll(() => app.stop());

  it('is declared for every one of them', () => {
    expect(
      app
        .service(Routes)
        .all()
        .filter((route) => !route.access),
    ).toEqual([]);
    expect(guarded.length).toBeGreaterThan(20);
  });

  it('is kept to', async () => {
    const wrong: string[] = [];
    for (const route of guarded) {
      for (const caller of callers) {
        const isOpen = await opens(caller, route.method, pathOf(route));
        if (isOpen !== admits(route.access!, caller.staff))
          wrong.push(`${route.method} ${route.path} as ${caller.name}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is not got round by a slash, by letter case or by HEAD', async () => {
    const wrong: string[] = [];
    for (const route of guarded) {
      const path = pathOf(route);
      for (const caller of callers.filter(({ staff }) => !admits(route.access!, staff))) {
        const ways = [
          [route.method === 'GET' ? 'HEAD' : route.method, path],
          [route.method, `${path}/`],
          [route.method, path.toUpperCase()],
          [route.method, `/${path}`],
          [route.method, path.replace('/', '/./')],
          [route.method, `${path}?access=public`],
        ] as const;
        for (const [method, way] of ways) {
          const status = await statusOf(caller, method, way);
          if (status < 300 || status >= 500) wrong.push(`${method} ${way} as ${caller.name}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is not lent to another site, for any route that changes something', async () => {
    const admin = callers.at(-1)!;
    const changing = app
      .service(Routes)
      .all()
      .filter((route) => route.method !== 'GET' && !route.isCrossSite);
    const open: string[] = [];
    for (const route of changing) {
      for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
        const status = await statusOf(admin, route.method, pathOf(route), headers);
        if (status !== 403) open.push(`${route.method} ${route.path}: ${status}`);
      }
    }
    expect(open).toEqual([]);
  });
});

/** An id that nothing has: whoever may use the route then gets 404 or 422, and nothing changes. */
function pathOf(route: Route): string {
  return route.path
    .replaceAll(/:(\w+)/g, (_, name: string) => (name === 'id' ? '999999999' : 'nothing'))
    .replace('*', 'nothing');
}

async function opens(caller: Caller, method: string, path: string): Promise<boolean> {
  const { status, location } = await answerOf(caller, method, path);
  const isSentToSignIn = status === 303 && (location ?? '').startsWith('/sign-in');
  return !isSentToSignIn && status !== 401 && status !== 403;
}

async function statusOf(caller: Caller, method: string, path: string, headers = {}): Promise<number> {
  return (await answerOf(caller, method, path, headers)).status;
}

/** Only the head of the answer is waited for: some routes go on sending for as long as one listens. */
async function answerOf(
  { client }: Caller,
  method: string,
  path: string,
  headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
): Promise<{ status: number; location: string | null }> {
  const ending = new AbortController();
  const response = await fetch(client.url + path, {
    method,
    redirect: 'manual',
    signal: ending.signal,
    headers: { ...client.headers, ...headers },
  });
  ending.abort();
  return { status: response.status, location: response.headers.get('location') };
}
