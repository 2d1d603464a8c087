import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportsService } from '../../../src/contacts/import/imports.service.js';
import { buildContact, buildSubscription, buildTopic } from '../../support/build-contacts.js';
import { type Client, TestApp } from '../../support/http.js';

let app: TestApp;
let desk: Client;
beforeAll(async () => {
  app = await TestApp.start();
  desk = await app.as('press_officer');
});
afterAll(() => app.stop());

describe('contacts at the press desk', () => {
  it('are added, found, changed and shown', async () => {
    const added = await desk.form('/desk/contacts', {
      email: 'ana@radio.example',
      name: 'Ana Ruiz',
      outlet: 'Radio <1>',
      beats: 'health, borders',
      languages: 'es',
    });
    expect(added.status).toBe(303);
    const path = added.headers.get('location')!;
    expect((await desk.get('/desk/contacts?q=rui')).text).toContain('ana@radio.example');
    expect((await desk.get('/desk/contacts?q=nobody')).text).toContain('Nobody found');
    expect(
      (await desk.form(path, { email: 'ana@radio.example', name: 'Ana R.', phone: '555', beats: '' })).status,
    ).toBe(303);
    const page = await desk.get(path);
    expect(page.text).toContain('Ana R.');
    expect(page.text).not.toContain('Radio <1>');
    expect(page.text).toContain('value="555"');
  });

  it('keep what was typed when something is wrong', async () => {
    const answer = await desk.form('/desk/contacts', {
      email: 'nobody',
      name: 'Kept "as typed"',
      country: 'ZZ9',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Kept &quot;as typed&quot;');
    const taken = await desk.form('/desk/contacts', { email: 'ANA@radio.example' });
    expect(taken.status).toBe(409);
    expect(taken.text).toContain('on the list already');
  });

  it('are subscribed, approved, stopped and erased', async () => {
    const [contact, topic, asked] = [
      await buildContact(app.database),
      await buildTopic(app.database, { name: 'Courts' }),
      await buildTopic(app.database),
    ];
    await buildSubscription(app.database, contact.id, asked.id, 'requested');
    const path = `/desk/contacts/${contact.id}`;
    for (const { id } of [topic, asked])
      expect((await desk.form(`${path}/topics`, { topic: String(id) })).status).toBe(303);
    const states = () =>
      app.database.query(`select state from subscription where contact_id = $1`, [contact.id]);
    expect(await states()).toEqual([{ state: 'active' }, { state: 'active' }]);
    expect((await desk.get(`${path}/stop`)).text).toContain('Stop all mail');
    await desk.form(`${path}/stop`);
    expect(await states()).toEqual([{ state: 'left' }, { state: 'left' }]);
    expect((await desk.get(path)).text).toContain('Unsubscribed');
    expect((await desk.get(`${path}/erase`)).text).toContain('cannot be undone');
    expect((await desk.form(`${path}/erase`)).status).toBe(303);
    expect((await desk.get(path)).status).toBe(404);
  });
});

describe('topics at the press desk', () => {
  it('are made, changed and archived', async () => {
    expect(
      (await desk.form('/desk/topics', { name: 'Climate', language: 'en', visibility: 'public' })).status,
    ).toBe(303);
    expect((await desk.form('/desk/topics', { name: 'Climate' })).status).toBe(409);
    const [{ id }] = await app.database.query(`select id from topic where slug = 'climate'`);
    expect(
      (
        await desk.form(`/desk/topics/${id}`, {
          name: 'Climate & air',
          approval: 'on',
          visibility: 'invitation',
        })
      ).status,
    ).toBe(303);
    expect((await desk.get(`/desk/topics/${id}`)).text).toContain('By invitation');
    await desk.form(`/desk/topics/${id}/archive`);
    expect((await desk.get('/desk/topics')).text).toContain('Archived');
    expect((await desk.form(`/desk/topics/${id}`, { name: '' })).status).toBe(422);
  });
});

describe('importing at the press desk', () => {
  const upload = (content: string) => {
    const body = new FormData();
    body.append('source', 'Press fair');
    body.append('file', new Blob([content]), 'fair.csv');
    return desk.send('POST', '/desk/imports', { body, headers: { 'sec-fetch-site': 'same-origin' } });
  };

  it('shows what will happen, then runs with a bar until it is done', async () => {
    const staged = await upload('email,name\neva@tv.example,Eva\nbad,x\n');
    expect(staged.status).toBe(303);
    const path = staged.headers.get('location')!;
    const preview = await desk.get(path);
    expect(preview.text).toContain('What will happen');
    expect(preview.text).toContain('1 rows were refused');
    await desk.form(`${path}/run`);
    await app.service(ImportsService).settled(Number(path.split('/').pop()));
    expect((await desk.get(`${path}/progress`)).text).toContain('Done: 1 new');
    expect((await desk.get('/desk/imports')).text).toContain('fair.csv');
  });

  it('says what is wrong with a file', async () => {
    const answer = await upload('name\nAna\n');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('No column of e-mail addresses');
  });
});
