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
    const found = (await desk.get('/desk/contacts?q=rui')).text;
    expect(found).toContain('ana@radio.example');
    expect(found).toMatch(/[0-9]+ contacts?</);
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
    expect(preview.text).toContain('1 row was refused');
    await desk.form(`${path}/run`);
    await app.service(ImportsService).settled(Number(path.split('/').pop()));
    expect((await desk.get(`${path}/progress`)).text).toContain('Done: 1 new');
    expect((await desk.get('/desk/imports')).text).toContain('fair.csv');
  });

  it('shows how the file was read, and takes a person’s word on each column', async () => {
    const staged = await upload('who;where;mail to\nMia;Radio;mia@radio.example\nbad;x;\n');
    const path = staged.headers.get('location')!;
    const asked = await desk.get(path);
    expect(asked.text).toContain('No column of e-mail addresses');
    expect(asked.text).toContain('Read as text in UTF-8, its values divided by semicolons.');
    expect(asked.text).toContain('Mia · bad');
    expect((await desk.form(`${path}/run`)).status).toBe(409);

    const twice = await desk.form(`${path}/columns`, { 'columns.0': 'email', 'columns.2': 'email' });
    expect(twice.status).toBe(422);
    expect(twice.text).toContain('Two columns are taken for the same thing');
    expect(twice.text).toMatch(/name="columns\.0"[^]*?value="email" selected/);

    const chosen = { 'columns.0': 'name', 'columns.1': 'outlet', 'columns.2': 'email' };
    expect((await desk.form(`${path}/columns`, chosen)).status).toBe(303);
    const preview = await desk.get(path);
    expect(preview.text).toContain('Import 1 rows');
    expect(preview.text).toContain('An e-mail address is needed here.');
    expect((await desk.form(`${path}/columns`, { ...chosen, 'columns.1': '' })).status).toBe(303);
    await desk.form(`${path}/run`);
    await app.service(ImportsService).settled(Number(path.split('/').pop()));
    const [mia] = await app.database.query(
      `select name, outlet_id as outlet from contact where email = 'mia@radio.example'`,
    );
    expect(mia).toEqual({ name: 'Mia', outlet: null });
    expect(await app.database.query('select 1 from contact_import_piece')).toEqual([]);
    expect((await desk.form(`${path}/columns`, chosen)).status).toBe(409);
  });

  it('shows row by row what changes, what is left out and why', async () => {
    await buildContact(app.database, { email: 'known@tv.example', name: 'Old Name' });
    await app.database.query(
      `insert into suppression (email_hash, reason, source) values (email_hash('gone@tv.example'), 'objection', 'test')`,
    );
    const content = 'email,name,outlet\nknown@tv.example,New Name,Brand New\ngone@tv.example,G,\n';
    const preview = await desk.get((await upload(content)).headers.get('location')!);
    expect(preview.text).toContain('name: Old Name → New Name');
    expect(preview.text).toContain('outlet: nothing → Brand New');
    expect(preview.text).toContain('Objection: a list never brings anybody back.');
  });

  it('says what is wrong with a file', async () => {
    const answer = await upload('\0\0\0');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('NUL bytes');
  });
});

describe('merging duplicates at the press desk', () => {
  it('shows what the merged one will be, then merges what was seen', async () => {
    const kept = await buildContact(app.database, { email: 'lea@paper.example', name: 'Lea Sol' });
    const other = await buildContact(app.database, { email: 'lea@old.example', name: 'Lea Sol' });
    const topic = await buildTopic(app.database, { name: 'Prisons' });
    await buildSubscription(app.database, kept.id, topic.id, 'active');
    await buildSubscription(app.database, other.id, topic.id, 'left');
    await app.database.query(`update contact set phone = '555-1', frequency = 'weekly' where id = $1`, [
      other.id,
    ]);
    const path = `/desk/contacts/${kept.id}/merge`;
    expect((await desk.get(path)).text).toContain('lea@old.example');

    const seen = await desk.get(`${path}/${other.id}`);
    expect(seen.text.match(/<h1/g)).toHaveLength(1);
    for (const text of ['Topic: Prisons', '<strong>left</strong>', '<strong>weekly</strong>', '555-1'])
      expect(seen.text).toContain(text);
    const pin = /name="pin" value="([^"]+)"/.exec(seen.text)![1]!;

    await app.database.query(`update contact set phone = '555-2' where id = $1`, [other.id]);
    const stale = await desk.form(`${path}/${other.id}`, { pin });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('changed since you looked');
    const newPin = /name="pin" value="([^"]+)"/.exec(stale.text)![1]!;
    expect((await desk.form(`${path}/${other.id}`, { pin: newPin })).status).toBe(303);

    const [merged] = await app.database.query(
      `select c.phone, c.frequency, s.state, m.email_key from contact c join subscription s on s.contact_id = c.id
         join contact_merge m on m.contact_id = c.id where c.id = $1`,
      [kept.id],
    );
    expect(merged).toEqual({
      phone: '555-2',
      frequency: 'weekly',
      state: 'left',
      email_key: 'lea@old.example',
    });
    expect((await desk.get(`/desk/contacts/${other.id}`)).status).toBe(404);
  });

  it('refuses a contact and itself, and one that is not there', async () => {
    const one = await buildContact(app.database);
    expect((await desk.get(`/desk/contacts/${one.id}/merge/${one.id}`)).status).toBe(422);
    expect((await desk.get(`/desk/contacts/${one.id}/merge/999999`)).status).toBe(404);
  });
});

describe('suppressions at the press desk', () => {
  it('are lifted with a reason that stays to be read, a person’s own wish only by an administrator', async () => {
    const path = async (email: string) => {
      const [{ id }] = await app.database.query('select id from suppression where email = $1', [email]);
      return `/desk/suppressions/${id}`;
    };
    for (const [email, reason] of [
      ['desk@paper.example', 'desk'],
      ['wish@paper.example', 'objection'],
    ] as const)
      await desk.form('/desk/suppressions', { email, reason, note: 'By phone' });

    const closed = await path('desk@paper.example');
    expect((await desk.get(closed)).text).toContain('By phone');
    expect((await desk.form(`${closed}/lift`, { why: '' })).status).toBe(422);
    expect((await desk.form(`${closed}/lift`, { why: 'They wrote again' })).status).toBe(303);
    const opened = await desk.get(closed);
    expect(opened.text).toContain('Opened again');
    expect(opened.text).toContain('“They wrote again”');

    const wish = await path('wish@paper.example');
    expect((await desk.get(wish)).text).toContain('Only an administrator may open it again');
    expect((await desk.form(`${wish}/lift`, { why: 'x' })).status).toBe(403);
    const admin = await app.as('admin');
    expect((await admin.form(`${wish}/lift`, { why: 'Their letter of 3 May' })).status).toBe(303);
    expect((await admin.get(wish)).text).toContain('“Their letter of 3 May”');
  });
});
