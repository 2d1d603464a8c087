import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bounceRules } from '../../../src/bounces/bounce-rules.js';
import { type BounceReport, keepBounce } from '../../../src/bounces/keep-bounce.js';
import { buildDelivery, type BuiltDelivery } from '../../support/build-bounces.js';
import { type Client, TestApp } from '../../support/http.js';

describe('bounces at the desk', () => {
  let app: TestApp;
  let admin: Client;
  let officer: Client;
  let viewer: Client;

  beforeAll(async () => {
    app = await TestApp.start({ env: { DESTINATION_HOLD_AFTER: '3', DESTINATION_HOLD_MINUTES: '60' } });
    [admin, officer, viewer] = await Promise.all([
      app.as('admin'),
      app.as('press_officer'),
      app.as('viewer'),
    ]);
  });
  afterAll(() => app.stop());
  beforeEach(() =>
    app.database.query(
      'truncate bounce, inbound_mail, suppression, destination_hold, delivery, contact cascade',
    ),
  );

  const FULL = {
    category: 'mailbox-full',
    hard: false,
    status: '5.2.2',
    diagnostic: '552 5.2.2 mailbox full',
  } as const;
  const DEAD = {
    category: 'unknown-address',
    hard: true,
    status: '5.1.1',
    diagnostic: '550 5.1.1 no such user',
  } as const;
  const OURS = {
    category: 'authentication',
    hard: false,
    status: '5.7.26',
    diagnostic: '550-5.7.26 This mail is unauthenticated',
  } as const;

  async function report(delivery: BuiltDelivery, said: Partial<BounceReport> = DEAD) {
    const whole = {
      kind: 'bounce',
      source: 'smtp',
      inboundMailId: null,
      reply: '',
      ...DEAD,
      ...said,
    } as const;
    const outcome = await app.database.transaction((manager) =>
      keepBounce(manager, { ...whole, deliveryId: delivery.id }, bounceRules(app.env)),
    );
    const [row] = await app.database.query('select max(id) as id from bounce');
    return { outcome, id: Number(row.id) };
  }
  const standing = () => app.database.query('select email, reason from suppression where lifted_at is null');

  it('shows what came back with its reason, and filters by reason, domain and release', async () => {
    await report(await buildDelivery(app.database, { email: 'ana@courier.example' }));
    const second = await buildDelivery(app.database, { email: 'bo@radio.example', headline: 'Second story' });
    await report(second, FULL);
    const all = await viewer.get('/desk/bounces');
    expect(all.status).toBe(200);
    expect(all.text).toContain('ana@courier.example');
    expect(all.text).toContain('bo@radio.example');
    for (const filter of [
      'reason=mailbox-full',
      'domain=radio.example',
      `release=${second.releaseId}`,
      'action=counted',
    ]) {
      const { text } = await viewer.get(`/desk/bounces?${filter}`);
      expect(text).toContain('href="/desk/bounces/');
      expect(text).toContain('bo@radio.example');
      expect(text).not.toContain('ana@courier.example');
    }
    expect((await viewer.get('/desk/bounces?days=nothing')).status).toBe(422);
  });

  it('undoes a bounce: the address is open again and the record says who did it', async () => {
    const { id } = await report(await buildDelivery(app.database, { email: 'ana@courier.example' }));
    expect(await standing()).toEqual([{ email: 'ana@courier.example', reason: 'hard_bounce' }]);
    expect((await viewer.form(`/desk/bounces/${id}/undo`)).status).toBe(403);
    expect((await officer.form(`/desk/bounces/${id}/undo`)).status).toBe(303);
    expect(await standing()).toEqual([]);
    const [entry] = await app.database.query(`select actor from audit_entry where action = 'bounce.undone'`);
    expect(entry.actor).toBe(`user:${officer.userId}`);
    expect((await officer.get(`/desk/bounces/${id}`)).text).toContain('This was undone');
    expect(
      (await officer.json('POST', `/api/bounces/${id}/undo`, {}, { 'sec-fetch-site': 'same-origin' })).status,
    ).toBe(409);
  });

  it('is one click away from the suppression that it caused', async () => {
    const { id } = await report(await buildDelivery(app.database, { email: 'ana@courier.example' }));
    await report(await buildDelivery(app.database, { email: 'bo@radio.example' }));
    const [row] = await app.database.query(`select id from suppression where email = 'ana@courier.example'`);
    const { text } = await viewer.get(`/desk/suppressions/${row.id}`);
    const [, link = ''] = /href="(\/desk\/bounces\?mail=release[^"]+)"/.exec(text) ?? [];
    const evidence = (await viewer.get(link.replaceAll('&amp;', '&'))).text;
    expect(evidence).toContain(`href="/desk/bounces/${id}"`);
    expect(evidence).not.toContain('bo@radio.example');
  });

  it('is part of how a destination fares, when it came after the mail had been accepted', async () => {
    await report(await buildDelivery(app.database, { email: 'ana@courier.example' }), FULL);
    const { text } = await viewer.get('/desk/destinations/courier.example');
    expect(text).toContain('552 5.2.2 mailbox full');
    expect(text).toContain('Mailbox full');
    expect(text).not.toContain('Takes our mail');
  });

  it('leaves a complaint to administrators, and a suppression with another cause as it is', async () => {
    const complaint = await report(await buildDelivery(app.database), {
      kind: 'feedback',
      category: 'unknown',
      hard: false,
    });
    expect((await officer.form(`/desk/bounces/${complaint.id}/undo`)).status).toBe(403);
    expect((await admin.form(`/desk/bounces/${complaint.id}/undo`)).status).toBe(303);
    expect(await standing()).toEqual([]);

    const delivery = await buildDelivery(app.database, { email: 'leaver@courier.example' });
    const dead = await report(delivery);
    await officer.form('/desk/suppressions', { email: delivery.email, reason: 'objection' });
    expect((await officer.form(`/desk/bounces/${dead.id}/undo`)).status).toBe(303);
    expect(await standing()).toEqual([{ email: 'leaver@courier.example', reason: 'objection' }]);
  });

  it('closes the address that was written to, although the journalist has another one by now', async () => {
    const delivery = await buildDelivery(app.database, { email: 'old@courier.example' });
    await app.database.query(
      `update contact set email = 'new@courier.example', email_key = 'new@courier.example' where id = $1`,
      [delivery.contactId],
    );
    await report(delivery);
    expect(await standing()).toEqual([{ email: 'old@courier.example', reason: 'hard_bounce' }]);
  });

  it('drops early access with a dead address and does not give it back by undoing', async () => {
    const delivery = await buildDelivery(app.database);
    await app.database.query(`update contact set trust = 'trusted' where id = $1`, [delivery.contactId]);
    const { id } = await report(delivery);
    await officer.form(`/desk/bounces/${id}/undo`);
    const [{ trust }] = await app.database.query('select trust from contact where id = $1', [
      delivery.contactId,
    ]);
    expect(trust).toBe('none');
  });

  it('tells in plain words how mail to one person fares', async () => {
    const delivery = await buildDelivery(app.database, {
      email: 'full@courier.example',
      state: 'deferred',
      reply: '452 4.2.2 The recipient mailbox is over quota',
    });
    const { text } = await viewer.get(`/desk/contacts/${delivery.contactId}/bounces`);
    expect(text).toMatch(/Mailbox full since \w+; we try again until \w+\./);
    await app.database.query(`update delivery set state = 'refused' where id = $1`, [delivery.id]);
    await report(delivery, FULL);
    expect((await viewer.get(`/desk/contacts/${delivery.contactId}/bounces`)).text).toMatch(
      /Mailbox full since \w+, once; with 2 more within 14 days mail rests for 30 days\./,
    );
    for (let i = 0; i < 2; i++)
      await report(
        await buildDelivery(app.database, { email: delivery.email, contactId: delivery.contactId }),
        FULL,
      );
    expect((await viewer.get(`/desk/contacts/${delivery.contactId}/bounces`)).text).toMatch(
      /No mail since \w+ until \d+ \w+ \d+: several releases in a row did not arrive \(last: mailbox full\)\./,
    );
  });

  it('tells of a digest that came back too', async () => {
    const { contactId } = await buildDelivery(app.database, { email: 'ana@courier.example' });
    await app.database.query(
      `insert into single_bounce (mail, mail_id, contact_id, email, domain, source, kind, category, hard, diagnostic, action)
       values ('digest', 1, $1, 'ana@courier.example', 'courier.example', 'smtp', 'bounce', 'mailbox-full', false, '552 5.2.2 no room', 'counted')`,
      [contactId],
    );
    const { text } = await viewer.get(`/desk/contacts/${contactId}/bounces`);
    expect(text).toContain('Digest');
    expect(text).toContain('552 5.2.2 no room');
    expect(text).toContain('Mailbox full since');
  });

  it('raises what is ours with the server’s words and the advice, and rests a destination that has many', async () => {
    const first = await buildDelivery(app.database, { email: 'r1@mail.example' });
    await report(first, OURS);
    expect(await app.database.query('select * from destination_hold')).toEqual([]);
    for (const n of [2, 3]) {
      const email = `r${n}@mail.example`;
      await report(await buildDelivery(app.database, { email, dispatchId: first.dispatchId }), OURS);
    }
    expect(await standing()).toEqual([]);
    const [held] = await app.database.query('select domain, until > now() as "isHeld" from destination_hold');
    expect(held).toEqual({ domain: 'mail.example', isHeld: true });
    const { text } = await viewer.get('/desk/destinations');
    expect(text).toContain('5.7.26');
    expect(text).toContain('sign with DKIM');
    expect(text).toContain('Resting');
    const one = (await viewer.get('/desk/destinations/mail.example')).text;
    expect(one).toContain('We are not authenticated');
    expect(one).toContain('sign with DKIM');
    const api = (await viewer.get('/api/destinations')).json();
    expect(api.problems).toMatchObject([{ domain: 'mail.example', count: 3, category: 'authentication' }]);
  });

  it('does not rest a destination that takes most of our mail', async () => {
    const first = await buildDelivery(app.database, { email: 'r1@mail.example' });
    for (let n = 2; n < 8; n++)
      await buildDelivery(app.database, { email: `r${n}@mail.example`, dispatchId: first.dispatchId });
    for (let n = 10; n < 13; n++) {
      const email = `r${n}@mail.example`;
      await report(
        await buildDelivery(app.database, { email, dispatchId: first.dispatchId, state: 'refused' }),
        OURS,
      );
    }
    expect(await app.database.query('select * from destination_hold')).toEqual([]);
  });

  it('lets a person rest a destination and free it again; what waited is due at once', async () => {
    const delivery = await buildDelivery(app.database, { email: 'r1@mail.example', state: 'pending' });
    await app.database.query(`update delivery set next_attempt_at = now() + interval '2 minutes'`);
    expect((await officer.form('/desk/destinations/mail.example/hold', { minutes: '60' })).status).toBe(422);
    const order = { minutes: '60', reason: 'They asked us to wait' };
    expect((await viewer.form('/desk/destinations/mail.example/hold', order)).status).toBe(403);
    expect((await officer.form('/desk/destinations/mail.example/hold', order)).status).toBe(303);
    const page = await viewer.get('/desk/destinations/mail.example');
    expect(page.text).toContain('They asked us to wait');
    expect((await officer.form('/desk/destinations/mail.example/free')).status).toBe(303);
    expect((await officer.form('/desk/destinations/mail.example/free')).status).toBe(404);
    const [row] = await app.database.query(
      'select next_attempt_at <= now() as "isDue" from delivery where id = $1',
      [delivery.id],
    );
    expect(row.isDue).toBe(true);
  });

  it('shows strangers’ text as text, wherever it stands', async () => {
    const evil = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const [mail] = await app.database.query(
      `insert into inbound_mail (source, rcpt, sender, kind, raw, reading) values ('smtp', $1, $1, 'bounce', $2, $3) returning id`,
      [
        evil,
        Buffer.from(`From: "${evil}" <x@y.example>\r\nUser-Agent: ${evil}\r\n\r\n\u202e${evil}`),
        { subject: evil },
      ],
    );
    const delivery = await buildDelivery(app.database, {
      email: 'evil@mail.example',
      state: 'refused',
      reply: evil,
    });
    const { id } = await report(delivery, {
      ...OURS,
      diagnostic: `550 5.7.26 ${evil}`,
      inboundMailId: mail.id,
    });
    await app.database.query(`update inbound_mail set kind = 'other'`);
    const paths = [
      '/desk/bounces',
      `/desk/bounces/${id}`,
      '/desk/bounces/mails',
      `/desk/bounces/mails/${mail.id}`,
      '/desk/destinations',
      '/desk/destinations/mail.example',
      `/desk/contacts/${delivery.contactId}/bounces`,
    ];
    for (const path of paths) {
      const { text, headers, status } = await admin.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain('&lt;script');
      expect(text).not.toContain('<script>');
      expect(text).not.toContain('<img');
      expect(text).not.toContain('\u202e');
      expect(headers.get('content-security-policy')).toMatch(/script-src 'self'/);
    }
  });
});

describe('suppressions at the desk', () => {
  let app: TestApp;
  let admin: Client;
  let officer: Client;
  let viewer: Client;

  beforeAll(async () => {
    app = await TestApp.start();
    [admin, officer, viewer] = await Promise.all([
      app.as('admin'),
      app.as('press_officer'),
      app.as('viewer'),
    ]);
  });
  afterAll(() => app.stop());
  beforeEach(() => app.database.query('truncate suppression'));

  const idOf = async (email: string) =>
    (
      await app.database.query('select id from suppression where email = $1 order by id desc limit 1', [
        email,
      ])
    )[0].id as number;

  it('closes an address, finds it by a part, and opens it again with a reason', async () => {
    expect((await officer.form('/desk/suppressions', { email: 'nonsense', reason: 'desk' })).status).toBe(
      422,
    );
    expect((await viewer.form('/desk/suppressions', { email: 'a@b.example', reason: 'desk' })).status).toBe(
      403,
    );
    expect(
      (
        await officer.form('/desk/suppressions', {
          email: 'Ana@Courier.example',
          reason: 'desk',
          note: 'by phone',
        })
      ).status,
    ).toBe(303);
    expect((await viewer.get('/desk/suppressions?q=courier')).text).toContain('Ana@courier.example');
    expect((await viewer.get('/desk/suppressions?q=ANA%40courier.example')).text).toContain(
      'Ana@courier.example',
    );
    expect((await viewer.get('/desk/suppressions?q=radio')).text).not.toContain('Ana@courier.example');
    const id = await idOf('Ana@courier.example');
    expect((await officer.get(`/desk/suppressions/${id}`)).text).toContain('by phone');
    expect((await officer.form(`/desk/suppressions/${id}/lift`, { why: '' })).status).toBe(422);
    expect((await officer.form(`/desk/suppressions/${id}/lift`, { why: 'they called' })).status).toBe(303);
    expect((await viewer.get('/desk/suppressions?state=over')).text).toContain('Ana@courier.example');
    expect((await viewer.get(`/desk/suppressions/${id}`)).text).toContain('Opened again');
  });

  it('leaves a person’s own wish to administrators', async () => {
    await officer.form('/desk/suppressions', { email: 'ana@courier.example', reason: 'objection' });
    const id = await idOf('ana@courier.example');
    expect((await officer.get(`/desk/suppressions/${id}`)).text).toContain('Their own wish');
    expect((await officer.form(`/desk/suppressions/${id}/lift`, { why: 'because' })).status).toBe(403);
    expect((await admin.form(`/desk/suppressions/${id}/lift`, { why: 'their letter of today' })).status).toBe(
      303,
    );
  });

  it('imports a list as file or as text, once each, and says which rows it could not read', async () => {
    const list =
      'Name;Mail\nAna;ana@courier.example\nBo;bo@radio.example\nBo again;BO@radio.example\nNobody;none\n';
    const form = new FormData();
    form.set('reason', 'unsubscribed');
    form.set('file', new Blob([list]), 'list.csv');
    const answer = await officer.send('POST', '/desk/suppressions/import', {
      headers: { 'sec-fetch-site': 'same-origin' },
      body: form,
    });
    expect(answer.status).toBe(303);
    const [{ n }] = await app.database.query(
      `select count(*)::int as n from suppression where reason = 'unsubscribed' and source = 'import'`,
    );
    expect(n).toBe(2);
    const again = await officer.form('/desk/suppressions/import', { reason: 'desk', addresses: list });
    const shown = await officer.get('/desk/suppressions', {
      cookie: `${officer.headers['cookie']}; ${cookieOf(again.headers)}`,
    });
    expect(shown.text).toContain(
      '0 addresses closed, 2 were closed already. 1 rows had no address, the first was row 5.',
    );
  });

  it('exports without formulas', async () => {
    await officer.form('/desk/suppressions', { email: '=cmd+1@courier.example', reason: 'desk' });
    await officer.form('/desk/suppressions', { email: 'plain@courier.example', reason: 'desk' });
    const { text, headers } = await viewer.get('/desk/suppressions/export.csv');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(text).toContain("\n'=cmd+1@courier.example,desk,desk,");
    expect(text).toContain('\nplain@courier.example,desk,desk,20');
  });
});

function cookieOf(headers: Headers): string {
  return (headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}
