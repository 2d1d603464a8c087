import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { ApiTokensService } from '../../src/auth/api-tokens.service.js';
import { sessionCookie } from '../../src/auth/session-cookie.js';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { type Env, readEnv } from '../../src/config/env.js';
import { createApp } from '../../src/http/create-app.js';
import type { Log } from '../../src/ops/log.js';
import type { Role } from '../../src/users/may.js';
import { UsersService } from '../../src/users/users.service.js';
import { createTestDatabase } from './database.js';

export interface TestAppOptions {
  /** Features that are not yet in the web process's own list. */
  modules?: Type[];
  /** Settings as the environment would give them. */
  env?: Record<string, string>;
  /** Instead of standard output. */
  log?: Log;
}

/** The secret of signed links in tests. */
export const TEST_SECRET = 't1:0123456789abcdef0123456789abcdef';

/**
 * The real web application on a free port and a database of its own.
 *
 *   const app = await TestApp.start();              // beforeAll
 *   const admin = await app.as('admin');            // a browser with a session
 *   const program = await app.withToken('viewer');  // a program with an API token
 *   await admin.get('/desk/users');
 *   await admin.form('/desk/users', { name: 'Ada' });    // what a browser's form sends
 *   await program.json('POST', '/api/releases', { … });  // what a program sends
 *   app.service(ReleasesService); app.database.query('…');
 *   await app.stop();                                // afterAll
 */
export class TestApp {
  private constructor(
    readonly nest: NestFastifyApplication,
    readonly env: Env,
    readonly url: string,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async start(options: TestAppOptions = {}): Promise<TestApp> {
    const database = await createTestDatabase();
    const env = readEnv({
      DATABASE_URL: database.url,
      DATABASE_POOL: '6',
      LOG_LEVEL: 'silent',
      RATE_LIMITS: 'off',
      DATELINE_SECRET: TEST_SECRET,
      ...options.env,
    });
    const nest = await createApp(env, {
      modules: options.modules ?? [],
      ...(options.log ? { log: options.log } : {}),
    });
    await nest.listen(0, '127.0.0.1');
    return new TestApp(nest, env, urlOf(nest), () => database.drop());
  }

  /** Another web process on the same database. */
  static async beside(app: TestApp): Promise<TestApp> {
    const nest = await createApp(app.env);
    await nest.listen(0, '127.0.0.1');
    return new TestApp(nest, app.env, urlOf(nest), () => Promise.resolve());
  }

  get database(): DataSource {
    return this.nest.get(DataSource);
  }

  service<T>(type: abstract new (...args: never[]) => T): T {
    return this.nest.get(type as Type<T>, { strict: false });
  }

  /** Nobody who signed in. */
  anonymous(): Client {
    return new Client(this.url, {});
  }

  /** A browser in which a new account of this role is signed in. */
  async as(role: Role): Promise<Client> {
    const userId = await this.newUser(role);
    const device = { userAgent: 'test', address: '127.0.0.1' };
    const secret = await this.service(SessionsService).open(this.database.manager, userId, device);
    return new Client(this.url, { cookie: `${sessionCookie(this.env).name}=${secret}` }, userId);
  }

  /** A program with a token of this role, of a new account of this role. */
  async withToken(role: Role): Promise<Client> {
    const id = await this.newUser(role);
    const actor = { kind: 'user', id, role, name: 'Token Owner' } as const;
    const { token } = await this.service(ApiTokensService).create(actor, { name: 'test', role });
    return new Client(this.url, { authorization: `Bearer ${token}` }, id);
  }

  async newUser(role: Role): Promise<number> {
    const number = (userCount += 1);
    const system = { kind: 'system', name: 'test' } as const;
    const user = { email: `${role}-${number}@newsroom.example`, name: `Test ${role} ${number}`, role };
    return (await this.service(UsersService).create(system, user)).id;
  }

  async stop(): Promise<void> {
    await this.nest.close();
    await this.dropDatabase();
  }
}

function urlOf(nest: NestFastifyApplication): string {
  return `http://127.0.0.1:${(nest.getHttpServer().address() as AddressInfo).port}`;
}

let userCount = 0;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; throws if it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into it as it is
  json<T = any>(): T;
}

/** Sends requests as one caller. Redirects are not followed: a test looks at them. */
export class Client {
  constructor(
    readonly url: string,
    readonly headers: Record<string, string>,
    /** The account behind it; 0: nobody. */
    readonly userId = 0,
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  /** As a browser sends a form of our own page. */
  form(
    path: string,
    fields: Record<string, string | string[]> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields))
      for (const one of [value].flat()) body.append(name, one);
    return this.send('POST', path, {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      body: body.toString(),
    });
  }

  json(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const content: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.send(method, path, {
      headers: { accept: 'application/json', ...content, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async send(
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: BodyInit } = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      ...init,
      headers: { ...this.headers, ...init.headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  }
}
