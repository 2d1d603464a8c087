import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, TestApp } from '../../support/http.js';

let app: TestApp;
let desk: Client;
let viewer: Client;
beforeAll(async () => {
  app = await TestApp.start();
  desk = await app.withToken('press_officer');
  viewer = await app.withToken('viewer');
});
afterAll(() => app.stop());

const create = (contact: object) => desk.json('POST', '/api/contacts', contact);

describe('the press list through the API', () => {
  it('takes a journalist with outlet, beats, languages and zone, and shows them as stored', async () => {
    const answer = await create({
      email: ' Ana.Ruiz@Diario.Example ',
      name: 'Ana  Ruiz',
      outlet: 'El Diario',
      role: 'Editor',
      beats: ['Health', 'Borders'],
      languages: ['es-mx', 'EN'],
      country: 'mx',
      timeZone: 'america/mexico_city',
      tags: ['vip', 'vip'],
      notes: 'Calls back.',
    });
    expect(answer.status).toBe(201);
    expect(answer.json()).toMatchObject({
      email: 'Ana.Ruiz@diario.example',
      outlet: { name: 'El Diario' },
      languages: ['es-MX', 'en'],
      country: 'MX',
      timeZone: 'America/Mexico_City',
      tags: ['vip'],
      source: 'api',
      suppressed: null,
      beats: [{ name: 'Borders' }, { name: 'Health' }],
    });
    const again = await create({ email: 'ANA.RUIZ@diario.example' });
    expect(again.status).toBe(409);
    expect(again.json()).toMatchObject({ error: { fields: { email: expect.stringContaining('already') } } });
  });

  it('uses the same outlet and beat again, whatever the letter case', async () => {
    const one = (
      await create({ email: 'b1@radio.example', outlet: 'Radio Uno', beats: ['Women’s Health'] })
    ).json();
    const two = (
      await create({ email: 'b2@radio.example', outlet: 'RADIO UNO', beats: ["women's health"] })
    ).json();
    expect(two.outlet).toEqual(one.outlet);
    expect(two.beats).toEqual(one.beats);
  });

  it.each([
    [{}, 'email'],
    [{ email: 'nobody' }, 'email'],
    [{ email: 'x@y.example', country: 'ZZZ' }, 'country'],
    [{ email: 'x@y.example', timeZone: '+02:00' }, 'timeZone'],
    [{ email: 'x@y.example', languages: ['no language'] }, 'languages.0'],
    [{ email: 'x@y.example', name: 'n'.repeat(201) }, 'name'],
    [{ email: 'x@y.example', shoeSize: 42 }, ''],
  ])('refuses %j at the field', async (contact, field) => {
    const answer = await create(contact);
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.json().error.fields)).toContain(field);
  });

  it('changes what is given and leaves the rest', async () => {
    const { id } = (
      await create({ email: 'c@radio.example', name: 'Cleo', phone: '1', beats: ['Health'] })
    ).json();
    const changed = await desk.json('PATCH', `/api/contacts/${id}`, { phone: null, role: 'Host' });
    expect(changed.json()).toMatchObject({
      name: 'Cleo',
      phone: null,
      role: 'Host',
      beats: [{ name: 'Health' }],
    });
    const moved = await desk.json('PATCH', `/api/contacts/${id}`, { email: 'Cleo@tv.example', beats: [] });
    expect(moved.json()).toMatchObject({ email: 'Cleo@tv.example', beats: [] });
    expect((await desk.json('PATCH', `/api/contacts/${id}`, { email: 'b1@radio.example' })).status).toBe(409);
    expect((await desk.json('PATCH', '/api/contacts/999999', { name: 'x' })).status).toBe(404);
  });

  it('finds by the beginnings of words in name and address, accents aside, and by outlet', async () => {
    const { id } = (
      await create({ email: 'jl@kurier.example', name: 'José-Luis Müller', outlet: 'Der 100% Kurier' })
    ).json();
    for (const q of ['jose mul', 'MÜLLER', 'jl@kurier', 'luis', '100% ku', 'kurier']) {
      const found = await viewer.get(`/api/contacts?q=${encodeURIComponent(q)}`);
      expect([q, found.json().contacts.map((c: { id: number }) => c.id)]).toEqual([q, [id]]);
    }
    for (const q of ['üller', "');drop table contact;--", '\\', ':* & !', 'nobody']) {
      expect((await viewer.get(`/api/contacts?q=${encodeURIComponent(q)}&limit=1`)).status).toBe(200);
    }
  });

  it('pages through a selection, the newest first', async () => {
    for (const n of [1, 2, 3]) await create({ email: `page${n}@pages.example`, tags: ['paged'] });
    const filter = encodeURIComponent(JSON.stringify({ tags: ['paged'] }));
    const first = (await viewer.get(`/api/contacts?filter=${filter}&limit=2`)).json();
    const second = (await viewer.get(`/api/contacts?filter=${filter}&limit=2&before=${first.next}`)).json();
    const emails = [...first.contacts, ...second.contacts].map((c: { email: string }) => c.email);
    expect(emails).toEqual(['page3@pages.example', 'page2@pages.example', 'page1@pages.example']);
    expect(second.next).toBeNull();
    expect((await viewer.get('/api/contacts?filter={"x":1}')).status).toBe(422);
  });

  it('lets a viewer read and nobody else in', async () => {
    expect((await viewer.json('POST', '/api/contacts', { email: 'v@radio.example' })).status).toBe(403);
    expect((await app.anonymous().get('/api/contacts')).status).toBe(401);
  });

  it('writes who did it, without personal data', async () => {
    const { id } = (await create({ email: 'secret-name@radio.example', name: 'Secret Name' })).json();
    const entries = await app.database.query(
      `select * from audit_entry where subject_type = 'contact' and subject_id = $1`,
      [String(id)],
    );
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ action: 'contact.created', actor: expect.stringMatching(/^token:/) });
    expect(JSON.stringify(entries[0])).not.toMatch(/secret/i);
  });
});

describe('suppressions through the API', () => {
  const suppress = (body: object) => desk.json('POST', '/api/suppressions', body);
  const standing = async (email: string) =>
    (await viewer.get(`/api/suppressions?email=${encodeURIComponent(email)}`)).json().suppressions;

  it('hold for an address in whatever spelling, on the list or not', async () => {
    expect((await suppress({ email: 'Gone@Radio.example', note: 'Asked by phone' })).json()).toEqual({
      changed: true,
    });
    expect((await suppress({ email: 'gone@radio.example' })).json()).toEqual({ changed: false });
    expect(await standing('GONE@radio.example')).toMatchObject([
      { reason: 'desk', source: 'api', evidence: { note: 'Asked by phone' } },
    ]);
    const created = (await create({ email: 'gone@radio.example' })).json();
    expect(created.suppressed).toBe('desk');
  });

  it('give way to a stricter reason and keep the history', async () => {
    await suppress({ email: 'strict@radio.example' });
    await suppress({ email: 'strict@radio.example', reason: 'objection' });
    await suppress({ email: 'strict@radio.example', reason: 'unsubscribed' });
    expect(await standing('strict@radio.example')).toMatchObject([{ reason: 'objection' }]);
    const lifted = (await viewer.get('/api/suppressions?email=strict@radio.example&lifted=true')).json()
      .suppressions;
    expect(lifted).toMatchObject([{ reason: 'desk', liftedBy: 'system:replaced' }]);
  });

  it('that have ended stand no more, and a new one takes their place', async () => {
    await suppress({ email: 'short@radio.example', until: new Date(Date.now() - 1000).toISOString() });
    const { suppressed } = (await create({ email: 'short@radio.example' })).json();
    expect(suppressed).toBeNull();
    expect((await suppress({ email: 'short@radio.example' })).json()).toEqual({ changed: true });
  });

  it('by the desk are lifted by the desk; a person’s own wish only by an administrator, with a reason', async () => {
    const admin = await app.withToken('admin');
    await suppress({ email: 'lift1@radio.example' });
    await suppress({ email: 'lift2@radio.example', reason: 'unsubscribed' });
    const [[one], [two]] = [await standing('lift1@radio.example'), await standing('lift2@radio.example')];
    const lift = (who: Client, id: number, why = 'Told us so') =>
      who.json('POST', `/api/suppressions/${id}/lifting`, { why });
    expect((await lift(desk, one.id, ' ')).status).toBe(422);
    expect((await lift(desk, one.id)).status).toBe(200);
    expect((await lift(desk, one.id)).status).toBe(404);
    expect((await lift(desk, two.id)).status).toBe(403);
    expect((await lift(viewer, two.id)).status).toBe(403);
    expect((await lift(admin, two.id)).status).toBe(200);
    const records = await app.database.query(
      `select detail from audit_entry where action = 'suppression.lifted' order by id`,
    );
    expect(records.map((r: { detail: object }) => r.detail)).toEqual([
      { reason: 'desk', why: 'Told us so' },
      { reason: 'unsubscribed', why: 'Told us so' },
    ]);
  });
});
