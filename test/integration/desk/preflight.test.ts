import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { LINK_RULES } from '../../../src/releases/link-checks.service.js';
import type { LinkRules } from '../../../src/releases/ask-link.js';
import { beginRelease, saveRelease } from '../../support/build-desk.js';
import { type Client, TestApp } from '../../support/http.js';

/** The only host there is, and it is this test's own server. */
const TO_OURSELVES: LinkRules = {
  timeout: 2000,
  allowsAddress: (address) => address === '127.0.0.1',
  allowsPort: () => true,
  resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
};

@Global()
@Module({ providers: [{ provide: LINK_RULES, useValue: TO_OURSELVES }], exports: [LINK_RULES] })
class OwnServerOnly {}

describe('preflight on the desk', () => {
  let app: TestApp;
  let web: Server;
  let base: string;
  let asked: string[] = [];
  let writer: Client;
  beforeAll(async () => {
    web = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(request.url === '/gone' ? 404 : 200).end();
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    base = `http://paper.press:${(web.address() as AddressInfo).port}`;
    app = await TestApp.start({ modules: [OwnServerOnly], env: { LINK_CHECKS: 'on' } });
    writer = await app.as('press_officer');
  });
  afterAll(async () => {
    await app.stop();
    web.closeAllConnections();
    web.close();
  });

  const gone = () => ({ type: 'link', attrs: { href: `${base}/gone` } });

  async function written(...hrefs: string[]): Promise<string> {
    const id = await beginRelease(writer);
    const links = hrefs.map((href) => ({
      type: 'text',
      text: `the page ${href} `,
      marks: [{ type: 'link', attrs: { href } }],
    }));
    const body = JSON.stringify({ type: 'doc', content: [{ type: 'paragraph', content: links }] });
    expect((await saveRelease(writer, id, { body })).status).toBe(303);
    return `/desk/releases/${id}`;
  }

  it('asks no server before a person says so', async () => {
    asked = [];
    const path = await written(`${base}/gone`);
    const { text } = await writer.get(path);
    expect(text).toContain('One link, never checked');
    expect(text).not.toContain('does not work');
    expect(asked).toEqual([]);
  });

  it('names the links that do not work, and leads to each in the text', async () => {
    asked = [];
    const path = await written(`${base}/gone`, `${base}/here`);
    const answer = await writer.form(`${path}/preview/links`);
    expect(answer.status).toBe(303);
    expect(asked.sort()).toEqual(['/gone', '/gone', '/here']);
    const { text } = await writer.get(path);
    expect(text).toContain(`${base}/gone does not work: There is no such page (404). Asked just now.`);
    expect(text).toContain(`<a href="${path}#part-body" data-find="${base}/gone">Go to the text</a>`);
    expect(text).toMatch(/2 links, checked <time/);
  });

  it('keeps what worked for some minutes, and asks again what did not', async () => {
    const path = await written(`${base}/gone`, `${base}/kept`);
    await writer.form(`${path}/preview/links`);
    asked = [];
    await writer.form(`${path}/preview/links`);
    expect(asked).toEqual(['/gone', '/gone']);
  });

  it('answers a press with script with the new preflight alone', async () => {
    const path = await written(`${base}/gone`);
    const { status, text } = await writer.form(`${path}/preview/links`, {}, { 'hx-request': 'true' });
    expect(status).toBe(200);
    expect(text).toContain('There is no such page (404)');
    expect(text).not.toContain('<html');
  });

  it('writes in the record who asked, and how many links', async () => {
    const path = await written(`${base}/gone`, `${base}/here`);
    await writer.form(`${path}/preview/links`);
    const [entry] = await app.database.query<{ detail: object }[]>(
      `select detail from audit_entry where action = 'release.links_checked' order by id desc limit 1`,
    );
    expect(entry?.detail).toMatchObject({ links: 2, failed: 1 });
  });

  it('is the same for a program: what is written, the mail that it makes, and its links', async () => {
    const path = await written(`${base}/gone`);
    const api = path.replace('/desk/', '/api/');
    const long = 'The library opens on the quay. '.repeat(4000);
    const links = [
      { type: 'text', text: long },
      { type: 'text', text: 'here', marks: [gone()] },
    ];
    const body = JSON.stringify({ type: 'doc', content: [{ type: 'paragraph', content: links }] });
    await saveRelease(writer, path.split('/').at(-1) ?? '', { body });
    const program = await app.withToken('press_officer');
    const before = (await program.get(`${api}/preflight`)).json<{ code: string; find?: string }[]>();
    expect(before.map(({ code }) => code)).toContain('too large');
    expect((await program.json('POST', `${api}/link-checks`)).status).toBe(200);
    const { text } = await writer.get(path);
    const problems = (await program.get(`${api}/preflight`)).json<{ message: string }[]>();
    expect(problems.length).toBeGreaterThan(1);
    expect(problems.filter(({ message }) => !text.includes(message))).toEqual([]);
  });

  it('lets a program check links where a person may', async () => {
    const path = (await written(`${base}/gone`, `${base}/here`)).replace('/desk/', '/api/');
    const program = await app.withToken('press_officer');
    const answer = await program.json('POST', `${path}/link-checks`);
    expect(answer.json()).toEqual({ total: 2, failed: 1 });
    const [problem] = (await program.get(`${path}/preflight`))
      .json<{ code: string; find?: string }[]>()
      .filter(({ code }) => code === 'dead link');
    expect(problem?.find).toBe(`${base}/gone`);
    const viewer = await app.withToken('viewer');
    expect((await viewer.json('POST', `${path}/link-checks`)).status).toBe(403);
  });

  it('lets nobody ask who may only read', async () => {
    const path = await written(`${base}/here`);
    const viewer = await app.as('viewer');
    expect((await viewer.form(`${path}/preview/links`)).status).toBe(403);
  });

  it('offers nothing and asks nobody where the setting is off', async () => {
    const offline = await TestApp.start();
    try {
      const officer = await offline.as('press_officer');
      const id = await beginRelease(officer);
      const { text } = await officer.get(`/desk/releases/${id}`);
      expect(text).not.toContain('Check the links');
      expect((await officer.form(`/desk/releases/${id}/preview/links`)).status).toBe(403);
    } finally {
      await offline.stop();
    }
  });
});
