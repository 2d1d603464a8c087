import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { buildTopic } from '../../support/build-contacts.js';
import { type Client, TestApp } from '../../support/http.js';

let app: TestApp;
let writer: Client;
let reviewer: Client;
let topicId: number;
beforeAll(async () => {
  app = await TestApp.start();
  [writer, reviewer] = [await app.withToken('press_officer'), await app.withToken('admin')];
  topicId = (await buildTopic(app.database)).id;
}, 90_000);
afterAll(() => app.stop());

const complete = () => ({
  type: 'press_release',
  headline: 'Council opens library',
  dateline: 'Harborview',
  body: 'The library opens on the quay.\n\nIt has four floors.',
  pressContacts: [{ name: 'Tomas Berg', email: 'tomas@newsroom.example' }],
  topics: [topicId],
});

async function created(): Promise<{ publicId: string; revision: number }> {
  const answer = await writer.json('POST', '/api/releases', complete());
  expect(answer.status).toBe(201);
  return answer.json();
}

function upload(name: string, content: Buffer): { body: FormData } {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(content)]), name);
  return { body };
}

describe('press contacts and boilerplates', () => {
  it.each([
    ['press-contacts', { name: 'Tomas Berg', phone: '+46 31 555 0142' }],
    ['boilerplates', { name: 'About us', body: 'We are the council.' }],
  ])('%s are kept for reuse until they are archived', async (path, fields) => {
    const kept = await writer.json('POST', `/api/${path}`, fields);
    expect([kept.status, kept.json()]).toEqual([201, expect.objectContaining(fields)]);
    expect((await writer.get(`/api/${path}`)).json()).toHaveLength(1);
    const address = `/api/${path}/${kept.json().id}`;
    expect((await writer.json('DELETE', address)).status).toBe(204);
    expect((await writer.json('DELETE', address)).status).toBe(404);
    expect((await writer.get(`/api/${path}`)).json()).toEqual([]);
    expect((await writer.json('POST', `/api/${path}`, { ...fields, name: ' ' })).status).toBe(422);
  });
});

describe('releases over the API', () => {
  it('are written, scheduled and approved', async () => {
    const { publicId } = await created();
    const path = `/api/releases/${publicId}`;
    const edited = await writer.json('PATCH', path, { revision: 1, subhead: 'On the quay' });
    expect(edited.json()).toMatchObject({ revision: 2, state: 'draft', content: { subhead: 'On the quay' } });
    const embargo = await writer.json('PUT', `${path}/embargo`, {
      wall: '2031-01-07T09:00',
      zone: 'America/New_York',
      early: '2031-01-06T09:00',
    });
    expect(embargo.json()).toMatchObject({
      embargo: { instant: '2031-01-07T14:00:00.000Z' },
      shown: { weekday: 'Tuesday', utc: { time: '14:00' } },
    });
    expect((await writer.json('POST', `${path}/review`)).json().state).toBe('in review');
    expect((await reviewer.get(`${path}/preflight`)).json()).toEqual([]);
    const approved = await reviewer.json('POST', `${path}/approval`, { revision: 3 });
    expect(approved.json()).toMatchObject({
      state: 'approved',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const changed = await writer.json('PUT', `${path}/audience`, { topics: [] });
    expect(changed.json()).toMatchObject({ state: 'draft', approvedBy: null });
    expect((await writer.get(`${path}/history`)).json()).toHaveLength(4);
  });

  it('take pictures and files and give their ids', async () => {
    const png = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#246' } })
      .png()
      .toBuffer();
    const image = await writer.send('POST', '/api/images', upload('quay.png', png));
    expect(image.status).toBe(201);
    const file = await writer.send('POST', '/api/files', upload('figures.csv', Buffer.from('a,b')));
    const { publicId } = await created();
    const answer = await writer.json('PATCH', `/api/releases/${publicId}`, {
      revision: 1,
      image: { imageId: image.json().id, alt: 'A quay', credit: 'Ana Ruiz' },
      files: [{ fileId: file.json().id }],
    });
    expect(answer.json().content).toMatchObject({
      image: { width: 900, height: 600, sha256: image.json().sha256 },
      files: [{ name: 'figures.csv', mediaType: 'text/csv', bytes: 3 }],
    });
  });

  it.each<[string, string, Buffer]>([
    ['/api/images', 'page.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['/api/files', 'page.html', Buffer.from('<script>')],
    ['/api/files', 'empty.csv', Buffer.alloc(0)],
  ])('refuse to %s what is not for journalists: %s', async (path, name, content) => {
    const answer = await writer.send('POST', path, upload(name, content));
    expect([answer.status, answer.json().error.code]).toEqual([422, 'invalid']);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown type', { type: 'blog' }, 'type'],
    ['a script in a link', { body: linked('javascript:alert(1)') }, 'body'],
    ['a headline without end', { headline: 'x'.repeat(301) }, 'headline'],
    [
      'a contact without a real address',
      { pressContacts: [{ name: 'A', email: 'nowhere' }] },
      'pressContacts.0.email',
    ],
    ['a property that does not exist', { stage: 'approved' }, ''],
    [
      'an event in a gap of the clock',
      { advisory: { starts: { wall: '2031-03-09T02:30', zone: 'America/New_York' } } },
      'advisory.starts',
    ],
  ])('refuse %s at its field', async (_, fields, field) => {
    const answer = await writer.json('POST', '/api/releases', { ...complete(), ...fields });
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.json().error.fields)).toContain(field);
  });

  it('say who saved when two write the same part', async () => {
    const { publicId } = await created();
    await reviewer.json('PATCH', `/api/releases/${publicId}`, { revision: 1, headline: 'By the reviewer' });
    const answer = await writer.json('PATCH', `/api/releases/${publicId}`, {
      revision: 1,
      headline: 'By the writer',
    });
    expect([answer.status, answer.json().error.message]).toEqual([
      409,
      expect.stringContaining('Test admin'),
    ]);
  });

  it('open only to those who may', async () => {
    const { publicId } = await created();
    const viewer = await app.withToken('viewer');
    expect((await viewer.get(`/api/releases/${publicId}`)).status).toBe(200);
    for (const [method, end, body] of [
      ['PATCH', '', { revision: 1, headline: 'x' }],
      ['POST', '/approval', { revision: 1 }],
      ['PUT', '/embargo', { wall: null, zone: 'UTC' }],
      ['POST', '/kills', { notice: 'x' }],
    ] as const) {
      expect((await viewer.json(method, `/api/releases/${publicId}${end}`, body)).status).toBe(403);
    }
    expect((await app.anonymous().get(`/api/releases/${publicId}`)).status).toBe(401);
    expect((await viewer.get('/api/releases/nowhere')).status).toBe(404);
  });

  it('are followed up only once they went out', async () => {
    const { publicId } = await created();
    const answer = await writer.json('POST', `/api/releases/${publicId}/corrections`, { notice: 'x' });
    expect(answer.status).toBe(409);
  });
});

function linked(href: string): object {
  const marks = [{ type: 'link', attrs: { href } }];
  return { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x', marks }] }] };
}
