import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { glanceAtAudience } from '../../../src/contacts/estimate-audience.js';
import { buildContact, buildOutlet } from '../../support/build-contacts.js';
import { type Client, TestApp } from '../../support/http.js';

let app: TestApp;
let desk: Client;
beforeAll(async () => {
  app = await TestApp.start();
  desk = await app.withToken('press_officer');
});
afterAll(() => app.stop());

describe('a selection of the press list', () => {
  it('is counted with a sample', async () => {
    const one = await buildContact(app.database, { tags: ['counted'] });
    await buildContact(app.database, { tags: ['counted'], frequency: 'daily' });
    const answer = await desk.json('POST', '/api/audiences/count', { filter: { tags: ['counted'] } });
    expect(answer.json()).toMatchObject({ matching: 2, mailable: 1, sample: [{ id: one.id }] });
    expect((await desk.json('POST', '/api/audiences/count', { filter: { all: [] } })).status).toBe(422);
  });

  it('is estimated from a part of the list where counting is dear, and says so', async () => {
    await app.database.query(
      `insert into contact (email, email_key, source, role)
       select 'long' || g || '@x.example', 'long' || g || '@x.example', 'test', case when g % 4 = 0 then 'Host' end
         from generate_series(1, 3123) g`,
    );
    await app.database.query('analyze contact');
    const { manager } = app.database;
    const exact = await glanceAtAudience(manager, { role: 'host' });
    expect(exact).toMatchObject({ matching: 780, mailable: 780, isExact: true });
    const estimate = await glanceAtAudience(manager, { any: [{ role: 'host' }, { tags: ['nobody'] }] }, 0);
    expect(estimate).toMatchObject({ matching: 780, mailable: 780, isExact: false });
    expect(estimate.sample).toHaveLength(10);
    const quick = await desk.json('POST', '/api/audiences/count', {
      filter: { role: 'host' },
      precision: 'quick',
    });
    expect(quick.json()).toMatchObject({ matching: 780, isExact: true });
    const page = await (
      await app.as('press_officer')
    ).get(`/desk/audiences/reach?filter=${encodeURIComponent(JSON.stringify({ role: 'host' }))}`);
    expect(page.text).toContain('780');
    expect(page.text).not.toContain('about');
  });

  it('is exported as CSV that no spreadsheet runs, and as JSON', async () => {
    await buildContact(app.database, {
      email: 'evil@export.example',
      name: '=cmd|x',
      phone: '+1 555',
      tags: ['exported'],
    });
    await buildContact(app.database, { email: 'two@export.example', name: 'Añá, "Two"', tags: ['exported'] });
    const filter = encodeURIComponent(JSON.stringify({ tags: ['exported'] }));
    const csv = await desk.get(`/api/contacts-export?filter=${filter}`);
    expect(csv.text).toContain("'=cmd|x");
    expect(csv.text).toContain('"Añá, ""Two"""');
    expect(csv.text.trim().split('\n')).toHaveLength(3);
    const json = await desk.get(`/api/contacts-export?format=json&filter=${filter}`);
    expect(json.json()).toMatchObject([{ email: 'two@export.example' }, { email: 'evil@export.example' }]);
    expect((await desk.get('/api/contacts-export?format=json&q=nobodyatall')).json()).toEqual([]);
  });
});

describe('early access', () => {
  it('is granted at an outlet, restricted and restored, and every decision is kept', async () => {
    const outlet = await buildOutlet(app.database);
    const { id } = await buildContact(app.database, { outletId: outlet.id });
    const decide = (decision: object) => desk.json('POST', `/api/contacts/${id}/trust`, decision);
    expect((await decide({ kind: 'warning' })).status).toBe(409);
    expect((await decide({ kind: 'grant', note: 'Knows us' })).json()).toMatchObject({
      trust: 'trusted',
      trustUntil: null,
    });
    expect((await decide({ kind: 'warning', note: 'Published early' })).json()).toMatchObject({
      trust: 'trusted',
    });
    const until = '2099-01-01T00:00:00.000Z';
    expect((await decide({ kind: 'suspension', until })).json()).toMatchObject({
      trust: 'suspended',
      trustUntil: until,
    });
    expect((await decide({ kind: 'reinstated' })).json()).toMatchObject({
      trust: 'trusted',
      trustUntil: null,
    });
    const { events } = (await desk.get(`/api/contacts/${id}/trust`)).json();
    expect(events.map((event: { kind: string }) => event.kind)).toEqual([
      'reinstated',
      'suspension',
      'warning',
      'grant',
    ]);
    const [stored] = await app.database.query('select trust_outlet_id from contact where id = $1', [id]);
    expect(stored).toEqual({ trust_outlet_id: outlet.id });
  });
});
