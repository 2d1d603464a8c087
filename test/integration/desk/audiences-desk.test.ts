import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildContact, buildOutlet, buildSubscription, buildTopic } from '../../support/build-contacts.js';
import { type Client, TestApp } from '../../support/http.js';

let app: TestApp;
let desk: Client;
let viewer: Client;
beforeAll(async () => {
  app = await TestApp.start();
  [desk, viewer] = [await app.as('press_officer'), await app.as('viewer')];
  const [topic, outlet] = [
    await buildTopic(app.database, { name: 'Transport' }),
    await buildOutlet(app.database, { name: 'The Daily Star' }),
  ];
  const people = [
    await buildContact(app.database, { email: 'ana@radio.example', tags: ['local'] }),
    await buildContact(app.database, { email: 'eva@star.example', outletId: outlet.id }),
    await buildContact(app.database, { email: 'kim@paused.example', pauseUntil: new Date('2099-01-01') }),
  ];
  for (const { id } of people) await buildSubscription(app.database, id, topic.id);
});
afterAll(() => app.stop());

const notTheStar = {
  'lines.0.group': '0',
  'lines.0.field': 'topics',
  'lines.0.is': 'yes',
  'lines.0.value': 'transport',
  'lines.1.group': '0',
  'lines.1.field': 'outlets',
  'lines.1.is': 'no',
  'lines.1.value': 'The Daily Star',
  'lines.2.group': '1',
  'lines.2.field': '',
  'lines.2.is': 'yes',
  'lines.2.value': '',
};

describe('audiences at the press desk', () => {
  it('show whom they reach before anything is saved', async () => {
    const shown = await desk.form('/desk/audiences/count', notTheStar);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('ana@radio.example');
    expect(shown.text).not.toContain('eva@star.example');
    expect(shown.text).not.toContain('kim@paused.example');
    expect(await app.database.query('select 1 from audience')).toEqual([]);
  });

  it('are saved, opened as they were, given to a draft, changed and removed', async () => {
    const saved = await desk.form('/desk/audiences', { ...notTheStar, name: 'Transport, not the Star' });
    expect(saved.status).toBe(303);
    const path = saved.headers.get('location')!;
    const opened = await desk.get(path);
    expect(opened.text).toContain('value="The Daily Star"');
    expect(opened.text).toContain('ana@radio.example');

    const draft = await desk.json('POST', '/api/releases', { headline: 'Council approves tram line' });
    const { publicId } = draft.json<{ publicId: string }>();
    expect((await desk.get(path)).text).toContain('Council approves tram line');
    expect((await desk.form(`${path}/release`, { release: publicId })).status).toBe(303);
    const [{ audience }] = await app.database.query('select audience from release_version');
    expect(audience).toMatchObject({ all: [{ topics: [expect.any(Number)] }, { not: {} }] });

    const changed = await desk.form(path, { ...notTheStar, name: 'Transport', 'lines.1.is': 'yes' });
    expect(changed.status).toBe(303);
    expect((await desk.get('/desk/audiences')).text).toContain('>Transport<');
    expect((await desk.form(`${path}/remove`, {})).status).toBe(303);
    expect((await desk.get(path)).status).toBe(404);
    const actions = await app.database.query(
      `select action from audit_entry where subject_type = 'audience' order by id`,
    );
    expect(actions.map((row: { action: string }) => row.action)).toEqual([
      'audience.created',
      'audience.changed',
      'audience.removed',
    ]);
  });

  it('keep what was typed when something is wrong', async () => {
    const wrong = { ...notTheStar, name: 'Kept', 'lines.0.value': 'No such topic' };
    const answer = await desk.form('/desk/audiences', wrong);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('There is no “No such topic”');
    expect(answer.text).toContain('value="No such topic"');
    expect((await desk.form('/desk/audiences', { ...notTheStar, name: '' })).status).toBe(422);
  });

  it('are made, listed and changed over the API, one of a name', async () => {
    const filter = { all: [{ any: [{ tags: ['local'] }, { frequency: 'daily' }] }, { trusted: false }] };
    const made = await desk.json('POST', '/api/audiences', { name: 'Nested', filter });
    expect(made.status).toBe(201);
    const { id } = made.json<{ id: number }>();
    expect((await desk.json('POST', '/api/audiences', { name: 'NESTED', filter })).status).toBe(409);
    expect((await desk.json('PUT', `/api/audiences/${id}`, { name: 'Deep', filter })).status).toBe(200);
    expect((await viewer.json('GET', `/api/audiences/${id}`)).json()).toMatchObject({ name: 'Deep', filter });
    expect((await viewer.json('DELETE', `/api/audiences/${id}`)).status).toBe(403);
    expect((await desk.get(`/desk/audiences/${id}`)).text).toContain('nested deeper than this form');
    expect((await desk.json('DELETE', `/api/audiences/${id}`)).status).toBe(204);
  });
});
