import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportsService } from '../../../src/contacts/import/imports.service.js';
import { type Answer, type Client, TestApp } from '../../support/http.js';

let app: TestApp;
let desk: Client;
beforeAll(async () => {
  app = await TestApp.start();
  desk = await app.withToken('press_officer');
});
afterAll(() => app.stop());

const upload = (content: string, fields: Record<string, string> = {}): Promise<Answer> => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', new Blob([content]), 'list.csv');
  return desk.send('POST', '/api/imports', { body });
};

describe('importing a list through the API', () => {
  it('uploads, shows what will happen, runs, and gives the refused rows back', async () => {
    const staged = await upload('email,name\nana@radio.example,Ana\nnobody,=1+1\n', {
      source: 'fair',
      tags: 'a,b',
    });
    expect(staged.status).toBe(201);
    expect(staged.json()).toMatchObject({
      fileName: 'list.csv',
      state: 'staged',
      rows: 1,
      refused: 1,
      progress: 0,
      columns: [
        { title: 'email', field: 'email' },
        { title: 'name', field: 'name' },
      ],
      settings: { source: 'fair', tags: ['a', 'b'] },
      check: { created: 1, changed: 0, same: 0, leftOut: 0 },
    });
    const { id } = staged.json();
    expect((await desk.json('POST', `/api/imports/${id}/run`)).status).toBe(202);
    await app.service(ImportsService).settled(id);
    expect((await desk.get(`/api/imports/${id}`)).json()).toMatchObject({
      state: 'done',
      progress: 1,
      created: 1,
    });
    const refused = await desk.get(`/api/imports/${id}/refused`);
    expect(refused.headers.get('content-disposition')).toContain('attachment');
    expect(refused.text.replace('\ufeff', '').trim().split('\n')).toEqual([
      'row,reason,email,name',
      `3,The name looks like a spreadsheet formula.,nobody,'=1+1`,
    ]);
    expect((await desk.json('POST', `/api/imports/${id}/run`)).status).toBe(409);
  });

  it('takes a person’s word on the columns', async () => {
    const staged = await upload('x,y\nana2@radio.example,Ana\n', { columns: 'email,name' });
    expect(staged.json()).toMatchObject({ rows: 1, columns: [{ field: 'email' }, { field: 'name' }] });
    expect((await desk.json('POST', `/api/imports/${staged.json().id}/cancel`)).json()).toMatchObject({
      state: 'cancelled',
    });
  });

  it('keeps a list in doubt when asked to, and reads it again by the columns that are put', async () => {
    const content = 'who,where\nana3@radio.example,Radio\nnobody,Radio\n';
    const staged = await upload(content, { onDoubt: 'ask' });
    expect(staged.json()).toMatchObject({ state: 'staged', rows: 0, check: null });
    expect(staged.json().trouble).toContain('No column of e-mail addresses');
    const { id } = staged.json();
    const put = (columns: unknown) => desk.json('PUT', `/api/imports/${id}/columns`, { columns });
    expect((await put(['shoe'])).status).toBe(422);
    expect((await put([null, 'email'])).json()).toMatchObject({ rows: 0, refused: 2 });
    expect((await put(['email', 'outlet'])).json()).toMatchObject({
      trouble: null,
      rows: 1,
      refused: 1,
      check: { created: 1, changed: 0, same: 0, leftOut: 0 },
    });
    await desk.json('POST', `/api/imports/${id}/run`);
    expect(await app.service(ImportsService).settled(id)).toMatchObject({ state: 'done', created: 1 });
    expect((await put(['email'])).status).toBe(409);
    const refused = await upload('email\nana4@radio.example\n');
    const columns = ['email'];
    expect((await desk.json('PUT', `/api/imports/${refused.json().id}/columns`, { columns })).status).toBe(
      409,
    );
  });

  it('refuses what is no list, no upload, or no permission', async () => {
    expect((await upload('name\nAna\n')).status).toBe(422);
    expect((await upload('email\na@b.example\n', { columns: 'shoe' })).status).toBe(422);
    expect((await desk.json('POST', '/api/imports', {})).status).toBe(422);
    const viewer = await app.withToken('viewer');
    expect((await viewer.send('POST', '/api/imports', { body: new FormData() })).status).toBe(403);
    expect((await viewer.get('/api/imports')).status).toBe(200);
  });

  it('refuses a line of a gigabyte while it arrives, and keeps nothing of it', async () => {
    const boundary = 'x-boundary';
    const piece = Buffer.alloc(1 << 20, 'a');
    let left = 1023;
    const body = new ReadableStream({
      start: (out) =>
        out.enqueue(
          Buffer.from(
            `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="list.csv"\r\n\r\nemail\n`,
          ),
        ),
      pull: (out) => {
        if (left-- > 0) return out.enqueue(piece);
        out.enqueue(Buffer.from(`\r\n--${boundary}--\r\n`));
        out.close();
      },
    });
    const before = process.resourceUsage().fsWrite;
    const streamed = {
      body,
      duplex: 'half',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    };
    const answer = await desk.send('POST', '/api/imports', streamed);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('a line longer than 2 MB');
    expect(process.resourceUsage().fsWrite - before).toBeLessThan(200_000);
    expect(left).toBeLessThan(1);
  });
});
