import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import type { Contact } from '../../../src/contacts/contact.entity.js';
import { preferencesUrl } from '../../../src/subscriptions/signed-links.js';
import { buildContact, buildOutlet } from '../../support/build-contacts.js';
import { type Client, TEST_SECRET, TestApp } from '../../support/http.js';
import { keepMail, type KeptMail } from '../../support/kept-mail.js';

let app: TestApp;
let desk: Client;
let viewer: Client;
let mail: KeptMail;
let contact: Contact;

beforeAll(async () => {
  app = await TestApp.start();
  mail = keepMail(app);
  desk = await app.as('press_officer');
  viewer = await app.as('viewer');
});
afterAll(() => app.stop());
beforeEach(async () => {
  contact = await buildContact(app.database, { name: 'Nina Berg', languages: ['de'] });
});

const pathOf = () => `/desk/contacts/${contact.id}/trust`;
const stored = async () => (await app.database.query(`select * from contact where id = $1`, [contact.id]))[0];
const events = async () =>
  app.database.query(`select kind, note, until from trust_event where contact_id = $1 order by id`, [
    contact.id,
  ]);
const ask = () => {
  const page = new URL(preferencesUrl(app.env, parseSecrets(TEST_SECRET), contact.id)).pathname;
  return app.anonymous().form(`${page}/early-access`, {
    outlet: 'Radio Nord',
    proof: 'https://radionord.example/nina <b>',
    terms: 'on',
  });
};
const grantedAt = (outletId: number) =>
  app.database.query(
    `update contact set trust = 'trusted', outlet_id = $2, trust_outlet_id = $2 where id = $1`,
    [contact.id, outletId],
  );

describe('early access at the desk', () => {
  it('is asked for once, with outlet and proof, and granted at the outlet that the desk verified', async () => {
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(200);
    expect(await events()).toHaveLength(1);
    const list = await desk.get('/desk/early-access');
    expect(list.text).toContain('Radio Nord');
    expect(list.text).toContain('nina &lt;b>');
    expect((await desk.get(pathOf())).text).toContain('value="Radio Nord"');

    const answer = await desk.form(pathOf(), {
      kind: 'grant',
      outlet: 'Radio Nord',
      note: 'Called the newsroom',
      tell: 'on',
      message: 'Willkommen!',
    });
    expect(answer.status).toBe(303);
    const [{ name }] = await app.database.query(
      `select o.name from contact c join outlet o on o.id = c.trust_outlet_id and o.id = c.outlet_id
        where c.id = $1 and is_trusted(c)`,
      [contact.id],
    );
    expect(name).toBe('Radio Nord');
    const [letter] = mail.to(contact.email);
    expect(letter).toMatchObject({ subject: expect.stringContaining('Vorabzugang') });
    expect(letter!.text).toContain('Willkommen!');
    expect(letter!.text).not.toContain('Called the newsroom');
    expect((await desk.get('/desk/early-access')).text).toContain('Nobody waits for an answer');
  });

  it('is refused without taking anything else away, and may be asked for again', async () => {
    await ask();
    await desk.form(pathOf(), { kind: 'refusal', note: 'No such person there' });
    expect(await stored()).toMatchObject({ trust: 'none' });
    expect((await desk.form(pathOf(), { kind: 'refusal' })).status).toBe(409);
    await ask();
    expect((await events()).map((event: { kind: string }) => event.kind)).toEqual([
      'request',
      'refusal',
      'request',
    ]);
  });

  it('is warned about, put on probation, suspended until a day of the newsroom, restored and ended', async () => {
    await grantedAt((await buildOutlet(app.database)).id);
    await desk.form(pathOf(), { kind: 'warning', note: 'Posted 20 minutes early' });
    expect(await stored()).toMatchObject({ trust: 'trusted' });
    await desk.form(pathOf(), { kind: 'probation', until: '2099-03-01' });
    expect((await desk.get(pathOf())).text).toContain('On probation until 1 March 2099');
    await desk.form(pathOf(), { kind: 'suspension', until: '2099-06-01', note: 'Again' });
    expect(await stored()).toMatchObject({
      trust: 'suspended',
      trust_until: new Date('2099-06-01T04:00:00Z'),
    });
    expect((await desk.get('/desk/early-access')).text).toContain('Suspended until 1 June 2099');
    await desk.form(pathOf(), { kind: 'reinstated' });
    expect(await stored()).toMatchObject({ trust: 'trusted', trust_until: null });
    await desk.form(pathOf(), { kind: 'dropped' });
    expect(await stored()).toMatchObject({ trust: 'none' });
    const page = await desk.get(pathOf());
    for (const word of [
      'Posted 20 minutes early',
      'Put on probation',
      'Suspended',
      'Restored',
      'Test press_officer',
    ])
      expect(page.text).toContain(word);
  });

  it('says at the field what is wrong and keeps what was typed', async () => {
    await grantedAt((await buildOutlet(app.database)).id);
    const past = await desk.form(pathOf(), {
      kind: 'suspension',
      until: '2001-01-01',
      note: 'Kept as typed',
    });
    expect(past.status).toBe(422);
    expect(past.text).toContain('passed already');
    expect(past.text).toContain('Kept as typed');
    expect((await desk.form(pathOf(), { kind: 'nonsense' })).status).toBe(422);
    expect(await stored()).toMatchObject({ trust: 'trusted' });
  });

  it('is read by viewers and decided by press officers only', async () => {
    expect((await viewer.get('/desk/early-access')).status).toBe(200);
    expect((await viewer.get(pathOf())).text).not.toContain('Grant early access');
    expect((await viewer.form(pathOf(), { kind: 'grant' })).status).toBe(403);
    expect((await app.anonymous().get(pathOf())).status).not.toBe(200);
  });

  it('ends by itself when the list moves the journalist to another outlet, and the desk sees why', async () => {
    await grantedAt((await buildOutlet(app.database)).id);
    await app.database.query(`update contact set outlet_id = $2 where id = $1`, [
      contact.id,
      (await buildOutlet(app.database)).id,
    ]);
    const page = await desk.get(pathOf());
    expect(page.text).toContain('Left the outlet');
    expect(page.text).toContain('Grant early access');
  });
});
