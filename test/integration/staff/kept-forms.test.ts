import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSignInLink } from '../../../src/auth/sign-in-links.js';
import { SignInSweep } from '../../../src/auth/sign-in-sweep.js';
import { beginRelease, fieldsOf, saveRelease } from '../../support/build-desk.js';
import { type Answer, Client, TestApp } from '../../support/http.js';

const TYPED = 'The council voted\r\nnine to two "for" the <quay>';

describe('a form whose session has ended', () => {
  let app: TestApp;
  let ada: Client;
  let release: string;
  let fields: Record<string, string | string[]>;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    ada = await signIn(await app.newUser('press_officer'));
    release = await beginRelease(ada);
    fields = { ...fieldsOf((await ada.get(`/desk/releases/${release}`)).text, 'compose'), subhead: TYPED };
  });

  const path = () => `/desk/releases/${release}`;
  const endSessions = () => app.database.query('delete from session');
  const keptForms = () => app.database.query('select * from kept_form order by id');

  /** A browser with all cookies of a sign-in by link. */
  async function signIn(userId: number, before: Client = app.anonymous()): Promise<Client> {
    const [{ email }] = await app.database.query('select email from staff_user where id = $1', [userId]);
    const answer = await before.form(await createSignInLink(app.database, email));
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    return new Client(app.url, { cookie: cookies.join('; ') }, userId);
  }

  /** Types, is signed out meanwhile, sends; the answer leads to sign in and from there to what was kept. */
  async function sendTooLate(client = ada): Promise<string> {
    await endSessions();
    const answer = await client.form(path(), fields, { referer: `${app.url}${path()}` });
    expect(answer.status).toBe(303);
    return new URL(answer.headers.get('location')!, app.url).searchParams.get('next')!;
  }

  it('is kept for its author, who reads it after signing in and sends it again', async () => {
    const kept = await sendTooLate();
    const asked = await app.anonymous().get(`/sign-in?next=${kept}`);
    expect(asked.text).toContain('What you typed is kept');
    expect(asked.text).not.toContain('nine to two');

    const back = await signIn(ada.userId, ada);
    expect((await back.get('/desk')).text).toContain(`href="${kept}"`);
    const page = await back.get(kept);
    expect(page.text).toContain('nine to two');
    const sent = Object.fromEntries(hiddenFields(page));
    expect(sent['subhead']).toBe(TYPED);

    const use = await back.form(`${kept}/use`, sent);
    expect([use.status, use.headers.get('location')]).toEqual([307, path()]);
    expect((await back.form(path(), sent)).status).toBe(303);
    const [{ subhead }] = await app.database.query(
      `select subhead from release_version v join release r on r.id = v.release_id where r.public_id = $1`,
      [release],
    );
    expect(subhead).toContain('nine to two "for" the <quay>');
    expect((await back.get('/desk')).text).not.toContain(kept);
  });

  it('does not overwrite what a colleague saved in the meantime', async () => {
    const kept = await sendTooLate();
    const colleague = await app.as('press_officer');
    await saveRelease(colleague, release, { subhead: 'After ten years of talks' });
    const back = await signIn(ada.userId, ada);
    const sent = Object.fromEntries(hiddenFields(await back.get(kept)));
    const answer = await back.form(path(), sent);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('After ten years of talks');
    expect(answer.text).toContain('nine to two');
  });

  it('is shown to nobody else, whoever signs in after it', async () => {
    const kept = await sendTooLate();
    const other = await signIn(await app.newUser('admin'), ada);
    for (const answer of [
      await other.get(kept),
      await other.form(`${kept}/use`),
      await other.form(`${kept}/discard`),
      await other.get('/desk'),
    ]) {
      expect(answer.text).not.toContain('nine to two');
      expect(answer.headers.get('location') ?? '').not.toContain(release);
    }
    expect((await other.get(kept)).status).toBe(404);
    expect((await (await signIn(ada.userId)).get(kept)).text).toContain('nine to two');
  });

  it('is kept without its files, however large, which are named, and without what confirms or is secret', async () => {
    await endSessions();
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, password: 'hidden-word', confirm: 'LIFT' }))
      for (const one of [value].flat()) body.append(name, one);
    body.set('newImage', new Blob([Buffer.alloc(27 * 1024 * 1024)], { type: 'image/jpeg' }), 'quay.jpg');
    const answer = await ada.send('POST', path(), { headers: { 'sec-fetch-site': 'same-origin' }, body });
    expect(answer.status).toBe(303);
    const back = await signIn(ada.userId, ada);
    const page = await back.get(new URL(answer.headers.get('location')!, app.url).searchParams.get('next')!);
    expect(page.text).toContain('They were not kept: quay.jpg.');
    expect(page.text).toContain('enctype="multipart/form-data"');
    expect(page.text).not.toMatch(/hidden-word|LIFT/);
  });

  it('is not kept of anybody who is not known, of another site, or by a cookie that was made up', async () => {
    await endSessions();
    const before = await keptForms();
    const [, author = ''] = ada.headers['cookie']!.split('; ');
    const forged = new Client(app.url, { cookie: author.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A')) });
    for (const client of [app.anonymous(), forged]) {
      const answer = await client.form(path(), fields, { referer: `${app.url}${path()}` });
      expect([answer.status, answer.headers.get('location')]).toEqual([
        303,
        `/sign-in?next=${encodeURIComponent(path())}&ended=1`,
      ]);
    }
    const foreign = await ada.form(path(), fields, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(403);
    expect(await keptForms()).toEqual(before);
  });

  it('is not kept where nothing was typed, or of an account that was closed', async () => {
    await endSessions();
    const before = await keptForms();
    const pressed = await ada.form(`${path()}/review/approve`, { revision: '1' });
    expect(pressed.headers.get('location')).toBe('/sign-in?next=%2Fdesk&ended=1');
    await app.database.query('update staff_user set disabled_at = now() where id = $1', [ada.userId]);
    await ada.form(path(), fields);
    expect(await keptForms()).toEqual(before);
  });

  it('is only read, not sent again, where it decides something', async () => {
    await endSessions();
    const notice = { notice: 'The figures were those of September.' };
    const page = `${app.url}/desk/dispatches/7/kill`;
    const answer = await ada.form('/desk/dispatches/7/kill', notice, { referer: page });
    const kept = new URL(answer.headers.get('location')!, app.url).searchParams.get('next')!;
    const back = await signIn(ada.userId, ada);
    const shown = await back.get(kept);
    expect(shown.text).toContain(notice.notice);
    expect(shown.text).toContain('href="/desk/dispatches/7/kill"');
    expect(shown.text).not.toContain(`${kept}/use`);
    expect((await back.form(`${kept}/use`, notice)).status).toBe(403);
  });

  it('can be thrown away, and is after a week', async () => {
    const [first, second] = [await sendTooLate(), await sendTooLate()];
    const back = await signIn(ada.userId, ada);
    expect((await back.form(`${first}/discard`)).headers.get('location')).toBe(path());
    expect((await back.get(first)).status).toBe(404);
    await app.service(SignInSweep).sweep();
    expect((await back.get(second)).status).toBe(200);
    await app.database.query(`update kept_form set created_at = now() - interval '8 days'`);
    await app.service(SignInSweep).sweep();
    expect((await back.get(second)).status).toBe(404);
  });

  it('takes no more room than twenty of one person', async () => {
    for (let i = 0; i < 23; i += 1) await sendTooLate();
    const [{ count }] = await app.database.query('select count(*)::int from kept_form where user_id = $1', [
      ada.userId,
    ]);
    expect(count).toBe(20);
  });
});

/** The fields of the form that sends it again, as a browser reads them. */
function hiddenFields({ text }: Answer): [string, string][] {
  const form = /<form[^>]*\/use".*?<\/form>/s.exec(text)?.[0] ?? '';
  return [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, plain(value)],
  );
}

function plain(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
