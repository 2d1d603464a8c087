import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Certificate } from '../../../src/dispatch/certificate.js';
import { problemsOfCertificate } from '../../../src/dispatch/certificate.js';
import type { Route } from '../../../src/http/route-table.js';
import { Routes } from '../../../src/http/routes.js';
import { buildContact, buildTopic } from '../../support/build-contacts.js';
import { buildDispatch, buildVersion } from '../../support/build-releases.js';
import { type Client, TestApp } from '../../support/http.js';
import { troublesOfOpenApi } from '../../support/openapi-troubles.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into it as it is
type Json = any;

/** Routes that change something and need no more than their path. */
const WITHOUT_BODY = new Set([
  'POST /api/bounces/:id/undo',
  'POST /api/dispatches/:id/pause',
  'POST /api/dispatches/:id/stop',
  'POST /api/imports/:id/cancel',
  'POST /api/imports/:id/run',
  'POST /api/releases/:id/link-checks',
  'POST /api/releases/:id/review',
  'POST /api/releases/:publicId/dispatches',
  'PUT /api/topics/:id/archive',
  'PUT /api/users/:id/disabled',
]);

let app: TestApp;
let document: Json;
let routes: Route[];
beforeAll(async () => {
  app = await TestApp.start();
  document = (await app.anonymous().get('/api/openapi.json')).json();
  routes = app
    .service(Routes)
    .all()
    .filter(({ path }) => path.startsWith('/api/') && path !== '/api/openapi.json');
});
afterAll(() => app.stop());

function operationOf({ method, path }: Route): Json {
  return document.paths[path.replaceAll(/:(\w+)/g, '{$1}')][method.toLowerCase()];
}

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

describe('the description of the API', () => {
  it('is OpenAPI 3.1 in which every reference leads somewhere', () => {
    expect(troublesOfOpenApi(document)).toEqual([]);
  });

  it('says of every route what it answers', () => {
    const silent = routes.filter((route) => {
      const { responses } = operationOf(route);
      const [status] = Object.keys(responses);
      return status !== '204' && !responses[status!].content;
    });
    expect(silent.map(nameOf)).toEqual([]);
  });

  it('says of every route that changes something what it takes', () => {
    const changing = routes.filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method));
    const silent = changing.filter((route) => !operationOf(route).requestBody).map(nameOf);
    expect(silent.filter((name) => !WITHOUT_BODY.has(name))).toEqual([]);
    expect([...WITHOUT_BODY].filter((name) => !silent.includes(name))).toEqual([]);
  });

  it('gives no two routes the same name', () => {
    const names = routes.map((route) => operationOf(route).operationId);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});

/** Answers that do not fit their schema are 500; so every kind of answer is asked for once, of rows that are full. */
describe('what the API answers', () => {
  let officer: Client;
  beforeAll(async () => {
    officer = await app.withToken('admin');
  });

  it('fits what it says, for all that can be read', async () => {
    const { id: topicId } = await buildTopic(app.database, { slug: 'heat', name: 'Heat' });
    const { id: contactId } = await buildContact(app.database, { timeZone: 'Europe/Berlin' });
    const version = await buildVersion(app.database, { audience: { topics: [topicId] } });
    const dispatchId = await buildDispatch(app.database, version.id, { liftIn: 3600, earlyIn: 60 });
    await officer.json('POST', `/api/contacts/${contactId}/subscriptions`, { topics: [topicId] });
    await officer.json('POST', '/api/suppressions', { email: 'gone@desk.example' });
    await officer.json('POST', '/api/press-contacts', { name: 'Ada', email: 'ada@newsroom.example' });
    await officer.json('POST', '/api/boilerplates', { name: 'About', body: 'About us.' });
    const ids: Record<string, number | string> = {
      releases: version.publicId,
      contacts: contactId,
      topics: topicId,
      dispatches: dispatchId,
    };
    const filled = (path: string) =>
      path.replace(/:\w+/, () => String(ids[path.split('/')[2]!] ?? 999_999_999));
    const wrong: string[] = [];
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const { status } = await officer.get(filled(route.path));
      const isThere = !route.path.includes(':') || Object.hasOwn(ids, route.path.split('/')[2]!);
      if (status >= 500 || (isThere && status !== 200)) wrong.push(`${nameOf(route)}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('gives a certificate whose signature still holds', async () => {
    const version = await buildVersion(app.database, {});
    const dispatchId = await buildDispatch(app.database, version.id, { liftIn: 3600 });
    const contact = await buildContact(app.database, {});
    await app.database.query(
      `insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain) values ($1, 'general', 0, $2, $3, 'x')`,
      [dispatchId, contact.id, contact.email],
    );
    const answer = await officer.get(`/api/dispatches/${dispatchId}/certificate`);
    const certificate = answer.json<Certificate>();
    expect(certificate.statement.totals.open).toBe(1);
    expect(problemsOfCertificate(certificate)).toEqual([]);
  });
});
