import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sessionCookie } from '../../src/auth/session-cookie.js';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { createApp } from '../../src/http/create-app.js';
import type { Role } from '../../src/users/may.js';
import type { TestNewsroom } from './build-dispatch.js';
import { Client } from './http.js';

/** The web process on a newsroom's database. */
export interface NewsroomDesk {
  url: string;
  nest: NestFastifyApplication;
  /** Somebody of this role who is signed in; without a role Maja Holm, the press officer who arms. */
  as(role?: Role): Promise<Client>;
  close(): Promise<void>;
}

export async function openDesk(
  newsroom: TestNewsroom,
  settings: Record<string, string> = {},
): Promise<NewsroomDesk> {
  const env = newsroom.env({ DATABASE_POOL: '6', NEWSROOM_ZONE: 'Europe/Stockholm', ...settings });
  const nest = await createApp(env);
  await nest.listen(0, '127.0.0.1');
  const { port } = nest.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const signIn = async (userId: number) => {
    const device = { userAgent: 'test', address: '127.0.0.1' };
    const secret = await nest
      .get(SessionsService, { strict: false })
      .open(newsroom.db.manager, userId, device);
    return new Client(url, { cookie: `${sessionCookie(env).name}=${secret}` }, userId);
  };
  return {
    url,
    nest,
    as: async (role) => signIn(role ? await newUser(newsroom, role) : 1),
    close: () => nest.close(),
  };
}

async function newUser(newsroom: TestNewsroom, role: Role): Promise<number> {
  const [user] = await newsroom.db.query<{ id: number }[]>(
    `insert into staff_user (email, name, role)
     select $1 || '-' || count(*) || '@newsroom.example', 'Test ' || $1, $1 from staff_user returning id`,
    [role],
  );
  return (user as { id: number }).id;
}
