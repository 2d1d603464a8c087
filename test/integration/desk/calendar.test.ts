import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsersService } from '../../../src/users/users.service.js';
import { beginRelease, saveRelease } from '../../support/build-desk.js';
import { type Client, TestApp } from '../../support/http.js';

describe('the calendar of the desk', () => {
  let app: TestApp;
  let officer: Client;
  beforeAll(async () => {
    app = await TestApp.start();
    officer = await app.as('press_officer');
    const embargoed = await beginRelease(officer, 'Council opens library');
    await officer.form(`/desk/releases/${embargoed}/embargo`, {
      'embargo.local': '2098-11-24T23:30',
      'embargo.zone': 'America/New_York',
    });
    const advisory = await beginRelease(officer, 'Walk through the library');
    await saveRelease(officer, advisory, {
      type: 'advisory',
      'advisory.who': 'The architects',
      'advisory.what': 'A walk',
      'advisory.where': 'On the quay; Hall 2',
      'advisory.starts.local': '2098-11-25T16:00',
      'advisory.starts.zone': 'America/New_York',
    });
  });
  afterAll(() => app.stop());

  const dayWith = (html: string, words: string) =>
    html.split('<td').find((cell) => cell.includes(words)) ?? '';

  it('shows an embargo and an event on their days in the newsroom’s time', async () => {
    const { text } = await officer.get('/desk/calendar?month=2098-11');
    expect(dayWith(text, 'Council opens library')).toContain('Monday 24 November 2098');
    expect(dayWith(text, 'Council opens library')).toMatch(/23:30<.*Embargo, not armed yet/s);
    expect(dayWith(text, 'Walk through the library')).toMatch(
      /Tuesday 25 November 2098.*On the quay; Hall 2/s,
    );
  });

  it('lists the same month, and says so when there is nothing', async () => {
    const { text } = await officer.get('/desk/calendar?month=2098-11&view=list');
    expect(text).toContain('Tuesday 25 November 2098');
    expect(text).not.toContain('<table');
    const empty = await officer.get('/desk/calendar?month=2098-01&view=list');
    expect(empty.text).toContain('Nothing in January 2098');
  });

  it('takes a month that is none for this one', async () => {
    expect((await officer.get('/desk/calendar?month=2098-99')).status).toBe(200);
  });

  it('gives a month as a file', async () => {
    const { headers, text } = await officer.get('/desk/calendar/month.ics?month=2098-11');
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store, private');
    expect(text).toContain('SUMMARY:Event: Walk through the library');
    expect(text).toContain('DTSTART:20981125T210000Z');
    expect(text).toContain('LOCATION:On the quay\\; Hall 2');
    expect(text).toMatch(/SUMMARY:Embargo\\, not armed yet: Council opens library[^]*STATUS:TENTATIVE/);
    expect(text.match(/DTEND/g)).toHaveLength(1);
  });

  it('is followed by calendar programs at a secret address, which is shown once', async () => {
    const path = await newAddress(officer);
    await app.database.query(
      `update release_version set embargo_at = now() + interval '3 days' where headline = 'Council opens library'`,
    );
    const { status, headers, text } = await app.anonymous().get(path);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store, private');
    expect(text).toContain('Council opens library');
    const { text: page } = await officer.get('/desk/calendar');
    expect(page).not.toContain(path.split('/').at(-1));
    expect(page).toContain('last read');
  });

  it('ends an address when a new one is made, and when it is ended', async () => {
    const first = await newAddress(officer);
    const second = await newAddress(officer);
    expect((await app.anonymous().get(first)).status).toBe(404);
    expect((await app.anonymous().get(second)).status).toBe(200);
    await officer.form('/desk/calendar/feed/end');
    expect((await app.anonymous().get(second)).status).toBe(404);
  });

  it('ends with the account of whoever made it', async () => {
    const leaver = await app.as('press_officer');
    const path = await newAddress(leaver);
    await app.service(UsersService).disable({ kind: 'system', name: 'test' }, leaver.userId);
    expect((await app.anonymous().get(path)).status).toBe(404);
  });

  it.each(['x.ics', `${'a'.repeat(43)}.ics`, `${'a'.repeat(43)}`, '..%2f..%2f.ics'])(
    'answers a guess (%s) as it answers nothing at all',
    async (file) => {
      expect((await app.anonymous().get(`/desk/calendar/feed/${file}`)).status).toBe(404);
    },
  );

  it('gives no address to a program: a leaked token must not outlive its revocation', async () => {
    const program = await app.withToken('press_officer');
    expect((await program.form('/desk/calendar/feed')).status).toBe(403);
  });

  async function newAddress(client: Client): Promise<string> {
    const { text } = await client.form('/desk/calendar/feed');
    return /\/desk\/calendar\/feed\/[\w-]{43}\.ics/.exec(text)?.[0] ?? '';
  }
});
