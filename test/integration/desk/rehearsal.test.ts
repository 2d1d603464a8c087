import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { MailboxModule } from '../../../src/mailbox/mailbox.module.js';
import { beginRelease, buildFollowedTopic, completeRelease, saveRelease } from '../../support/build-desk.js';
import { buildContact } from '../../support/build-contacts.js';
import { type Client, TestApp } from '../../support/http.js';

let app: TestApp;
let desk: Client;
let id: string;
beforeAll(async () => {
  app = await TestApp.start({ modules: [MailboxModule] });
  desk = await app.as('press_officer');
  const topic = await buildFollowedTopic(app, 'Libraries', 7);
  id = await beginRelease(desk);
  await saveRelease(desk, id, { ...completeRelease(topic), headline: 'Bücherei eröffnet' });
});
beforeEach(() => app.database.query('delete from mailbox_mail'));
afterAll(() => app.stop());

const mails = (): Promise<{ rcpt_to: string; mail_from: string; subject: string; raw: Buffer }[]> =>
  app.database.query('select * from mailbox_mail order by id');
const path = () => `/desk/releases/${id}/rehearsal`;

describe('a rehearsal', () => {
  it('shows who would get a draft, in which order, and who would not', async () => {
    await buildContact(app.database);
    const { text, status } = await desk.get(path());
    expect(status).toBe(200);
    expect(text).toContain('Everyone: 7 journalists');
    expect([...text.matchAll(/href="\/desk\/contacts\/\d+"/g)]).toHaveLength(7);
    expect(text).toContain('One of many orders: the lots are drawn when it is armed.');
  });

  it('writes the first mails into the local mailbox and changes nothing else', async () => {
    const answer = await desk.form(path(), { mails: '5' });
    expect(answer.status).toBe(303);
    const written = await mails();
    expect(written).toHaveLength(5);
    expect(new Set(written.map(({ rcpt_to }) => rcpt_to)).size).toBe(5);
    expect(written[0]).toMatchObject({ mail_from: '', subject: '[Rehearsal] Bücherei eröffnet' });
    for (const table of ['dispatch', 'delivery'])
      expect(await app.database.query(`select from ${table}`)).toEqual([]);
  });

  it('writes them whole, with links that act for nobody', async () => {
    await desk.form(path(), { mails: '1' });
    const [mail] = await mails();
    const { html, text, headers, to } = await PostalMime.parse(mail?.raw ?? '');
    expect(to?.[0]?.address).toBe(mail?.rcpt_to);
    expect(html).toContain('The library opens on the quay.');
    expect(text).toContain('The library opens on the quay.');
    const unsubscribe = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    expect(unsubscribe).toContain('/u/preview');
    expect((await app.anonymous().get('/u/preview')).status).toBeGreaterThanOrEqual(400);
  });

  it('writes every language of the release', async () => {
    const { text } = await desk.get(`/desk/releases/${id}`);
    expect(text).toContain('Write in another language');
    const begun = await desk.form('/desk/releases', {
      ...{ type: 'press_release', headline: 'Abre la biblioteca', language: 'es', translationOf: id },
    });
    const other = begun.headers.get('location') ?? '';
    const topics = await app.database.query(`select id from topic where name = 'Libraries'`);
    await saveRelease(desk, other.split('/').at(-1) ?? '', {
      ...completeRelease(topics[0].id),
      headline: 'Abre la biblioteca',
    });
    expect((await desk.get(`/desk/releases/${id}`)).text).toContain(`href="${other}"`);
    expect((await desk.get(other)).text).toContain(`href="/desk/releases/${id}"`);
    await desk.form(path(), { mails: '1' });
    expect((await mails()).map(({ subject }) => subject)).toEqual([
      '[Rehearsal] Bücherei eröffnet',
      '[Rehearsal] Abre la biblioteca',
    ]);
  });

  it('is refused where there is no local mailbox', async () => {
    const beside = await TestApp.beside(app);
    const { headers } = desk;
    const url = `${beside.url}${path()}`;
    const page = await fetch(url, { headers });
    expect(await page.text()).toContain('There is no local mailbox here');
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', origin: beside.url },
      body: 'mails=1',
    });
    expect(answer.status).toBe(409);
    expect(await mails()).toEqual([]);
    await beside.nest.close();
  });

  it('may be looked at by viewers, not started', async () => {
    const viewer = await app.as('viewer');
    const { text } = await viewer.get(path());
    expect(text).toContain('Everyone: 7 journalists');
    expect(text).not.toContain('Write them into');
    expect((await viewer.form(path(), { mails: '1' })).status).toBe(403);
  });
});
