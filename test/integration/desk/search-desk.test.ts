import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildContact, buildTopic } from '../../support/build-contacts.js';
import {
  approveRelease,
  beginRelease,
  buildFollowedTopic,
  completeRelease,
  markSent,
  saveRelease,
} from '../../support/build-desk.js';
import { type Client, TestApp } from '../../support/http.js';

let app: TestApp;
let desk: Client;
let releaseId: string;

beforeAll(async () => {
  app = await TestApp.start();
  desk = await app.as('press_officer');
  const topic = await buildFollowedTopic(app, 'Harbour works', 2);
  releaseId = await beginRelease(desk);
  await saveRelease(desk, releaseId, { ...completeRelease(topic), headline: 'Harbour bridge opens' });
  await approveRelease(desk, await app.as('admin'), releaseId);
  await markSent(app, releaseId);
  await buildContact(app.database, { name: 'Harborne Ann', email: 'ann@harbour.example' });
});
afterAll(() => app.stop());

const hits = (html: string): string[] =>
  [...html.matchAll(/<a class="row-title" href="([^"]+)"/g)].map(([, href]) => href ?? '');
const search = async (q: string, client = desk): Promise<string> =>
  (await client.get(`/desk/search?${new URLSearchParams({ q }).toString()}`)).text;

describe('search over the desk', () => {
  it('finds releases, contacts, topics and dispatches by one word', async () => {
    const html = await search('harbour');
    expect(hits(html)).toEqual([
      `/desk/releases/${releaseId}`,
      expect.stringMatching(/^\/desk\/contacts\/\d+$/),
      expect.stringMatching(/^\/desk\/topics\/\d+$/),
      expect.stringMatching(/^\/desk\/dispatches\/\d+$/),
    ]);
    expect(html).toContain('4 for “harbour”');
  });

  it('finds a release by the number that stands under it', async () => {
    const [{ id }] = await app.database.query(`select id from release where public_id = $1`, [releaseId]);
    for (const q of [`${id}`, `#${id}`, `${id}.1`])
      expect(hits(await search(q))).toContain(`/desk/releases/${releaseId}`);
    expect(hits(await search('999999999999999'))).toEqual([]);
  });

  it('says that there are more than it shows, and where', async () => {
    for (let i = 0; i < 9; i += 1) await buildTopic(app.database, { name: `Ferry line ${i}` });
    const html = await search('ferry line');
    expect(hits(html)).toHaveLength(8);
    expect(html).toContain('The newest 8 for');
    expect(html).toContain('More topics');
  });

  it('takes signs that mean something to a database as what they are', async () => {
    for (const q of ['%', '_', `' or 1=1 --`, '\\', '"', ':*&|', '<b>'])
      expect([q, hits(await search(q))]).toEqual([q, []]);
    expect(await search('<b>')).not.toContain('<b>');
  });

  it('explains itself before the first search and when nothing fits', async () => {
    expect(await search('')).toContain('Search everything');
    expect(await search('zzz')).toContain('Nothing fits');
  });

  it('is for those who are signed in', async () => {
    expect(hits(await search('harbour', await app.as('viewer')))).toHaveLength(4);
    const answer = await app.anonymous().get('/desk/search?q=harbour');
    expect(answer.text).not.toContain('Harbour bridge');
    expect(answer.status).toBe(303);
  });
});
