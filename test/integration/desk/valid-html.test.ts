import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Routes } from '../../../src/http/routes.js';
import {
  approveRelease,
  beginRelease,
  buildFollowedTopic,
  completeRelease,
  markSent,
  saveRelease,
} from '../../support/build-desk.js';
import { htmlProblems } from '../../support/html.js';
import { type Client, TestApp } from '../../support/http.js';

interface Ids {
  draft: string;
  approved: string;
  sent: string;
  dispatch: string;
}

const ofReleases = ({ draft, approved, sent }: Ids, page: string) =>
  [draft, approved, sent].map((id) => `/desk/releases/${id}${page}`);
const ofDispatch = ({ dispatch }: Ids, page: string) => [`/desk/dispatches/${dispatch}${page}`];

/** By route: the addresses at which it is looked at. */
const PAGES: Record<string, (ids: Ids) => string[]> = {
  '/desk': () => ['/desk'],
  '/desk/calendar': () => [
    '/desk/calendar?month=2099-11',
    '/desk/calendar?month=2099-11&view=list',
    '/desk/calendar?month=2001-01&view=list',
  ],
  '/desk/search': () => ['/desk/search', '/desk/search?q=tram', '/desk/search?q=nothing-has-this'],
  '/desk/releases': () => [
    '/desk/releases',
    '/desk/releases?state=sent',
    '/desk/releases?search=nothing-has-this',
  ],
  '/desk/releases/new': (ids) => ['/desk/releases/new', `/desk/releases/new?translationOf=${ids.draft}`],
  '/desk/releases/:id': (ids) => ofReleases(ids, ''),
  '/desk/releases/:id/arm': (ids) => ofReleases(ids, '/arm'),
  '/desk/releases/:id/embargo': (ids) => ofReleases(ids, '/embargo'),
  '/desk/releases/:id/history': (ids) => ofReleases(ids, '/history'),
  '/desk/releases/:id/preview': (ids) => ofReleases(ids, '/preview?as=nobody@paper.example'),
  '/desk/releases/:id/rehearsal': (ids) => ofReleases(ids, '/rehearsal'),
  '/desk/releases/:id/review': (ids) => ofReleases(ids, '/review'),
  '/desk/releases/:id/follow-up/:kind': (ids) =>
    ['correction', 'update', 'hold', 'kill'].map((kind) => `/desk/releases/${ids.sent}/follow-up/${kind}`),
  '/desk/dispatches': () => ['/desk/dispatches', '/desk/dispatches?state=finished'],
  '/desk/dispatches/:id': (ids) => ofDispatch(ids, ''),
  '/desk/dispatches/:id/:action': (ids) =>
    ['pause', 'stop', 'forward', 'lift', 'kill', 'correct'].flatMap((action) =>
      ofDispatch(ids, `/${action}`),
    ),
  '/desk/dispatches/:id/recipients': (ids) => ofDispatch(ids, '/recipients'),
  '/desk/dispatches/:id/in-doubt': (ids) => ofDispatch(ids, '/in-doubt'),
  '/desk/dispatches/:id/certificate': (ids) => ofDispatch(ids, '/certificate'),
};

/** Fragments, files, streams, and what needs a delivery to look at. */
const NO_PAGES =
  /\/preview\/(panel|checks|others|mail)$|\.(ics|json|csv)$|\/events$|\/(images|files|feed)\/|\/recipients\/:delivery$|\/in-doubt\/(resend|leave)$/;

/** Every page about releases and dispatches, the overview, the calendar and the search, as a person gets it. */
describe('the HTML of the desk', () => {
  let app: TestApp;
  let writer: Client;
  let editor: Client;
  const ids: Ids = { draft: '', approved: '', sent: '', dispatch: '' };
  beforeAll(async () => {
    app = await TestApp.start({ env: { LINK_CHECKS: 'on' } });
    [writer, editor] = [await app.as('press_officer'), await app.as('press_officer')];
    const topic = await buildFollowedTopic(app, 'Transport', 3);
    const written = async (): Promise<string> => {
      const id = await beginRelease(writer, 'Council “approves” <tram> & bridge');
      await saveRelease(writer, id, completeRelease(topic));
      return id;
    };
    ids.draft = await beginRelease(writer, '');
    await saveRelease(writer, ids.draft, {
      type: 'advisory',
      bodyText: 'Act now!!! It opens today. Monday, November 24, 2099. http://example.com',
      'advisory.starts.local': '2099-11-25T16:00',
      'advisory.starts.zone': 'America/New_York',
    });
    ids.approved = await written();
    await editor.form(`/desk/releases/${ids.approved}/embargo`, {
      'embargo.local': '2099-11-24T09:00',
      'embargo.zone': 'America/New_York',
    });
    await approveRelease(editor, writer, ids.approved);
    ids.sent = await written();
    await approveRelease(writer, editor, ids.sent);
    await markSent(app, ids.sent);
    const armed = await written();
    await editor.form(`/desk/releases/${armed}/embargo`, {
      'embargo.local': '2099-11-24T09:00',
      'embargo.zone': 'America/New_York',
    });
    await approveRelease(editor, writer, armed);
    const arm = (await editor.get(`/desk/releases/${armed}/arm`)).text;
    const hash = /name="hash" value="(\w+)"/.exec(arm)?.[1] ?? '';
    const answer = await editor.form(`/desk/releases/${armed}/arm`, { hash });
    ids.dispatch = answer.headers.get('location')?.split('/').at(-1) ?? '';
  });
  afterAll(() => app.stop());

  it('is looked at on every page of these', () => {
    const routes = app
      .service(Routes)
      .all()
      .filter(
        ({ method, path }) =>
          method === 'GET' && /^\/desk(\/(releases|dispatches|calendar|search)\b.*)?$/.test(path),
      )
      .map(({ path }) => path)
      .filter((path) => !NO_PAGES.test(path));
    expect(routes.filter((path) => !Object.hasOwn(PAGES, path))).toEqual([]);
  });

  it.each(Object.entries(PAGES))('is valid at %s', async (_route, pages) => {
    const problems: Record<string, string[]> = {};
    for (const path of pages(ids)) {
      const { status, text } = await editor.get(path);
      // Some releases have no such page at their stage.
      if (status === 302 || status === 303 || status === 409) continue;
      const found = status === 200 ? await htmlProblems(text) : [`status ${status}`];
      if (found.length > 0) problems[path] = [...new Set(found)];
    }
    expect(problems).toEqual({});
  });
});
