import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  approveRelease,
  beginRelease,
  buildFollowedTopic,
  completeRelease,
  fieldsOf,
  markSent,
  saveRelease,
} from '../../support/build-desk.js';
import { type Client, TestApp } from '../../support/http.js';

describe('the desk’s pages about releases', () => {
  let app: TestApp;
  let writer: Client;
  let editor: Client;
  let viewer: Client;
  let topicId: number;
  beforeAll(async () => {
    app = await TestApp.start();
    [writer, editor, viewer] = [
      await app.as('press_officer'),
      await app.as('press_officer'),
      await app.as('viewer'),
    ];
    topicId = await buildFollowedTopic(app, 'Libraries', 3);
  });
  afterAll(() => app.stop());

  it('teach what a release is while there is none', async () => {
    const { status, text } = await writer.get('/desk/releases');
    expect(status).toBe(200);
    expect(text).toContain('Write the first release');
    expect((await viewer.get('/desk/releases')).text).not.toContain('/desk/releases/new');
  });

  it('lead from an idea to an armed release', async () => {
    const id = await beginRelease(writer);
    const saved = await saveRelease(writer, id, completeRelease(topicId));
    expect(saved.status).toBe(303);
    expect((await writer.get('/desk/releases?search=library')).text).toContain('Council opens library');

    const embargo = { 'embargo.local': '2099-11-24T09:00', 'embargo.zone': 'America/New_York' };
    expect((await writer.form(`/desk/releases/${id}/embargo`, embargo)).status).toBe(303);
    const meaning = (await writer.get(`/desk/releases/${id}/embargo`)).text;
    expect(meaning).toContain('<strong>Tuesday</strong>');
    expect(meaning).toMatch(/Madrid.*15:00/s);

    expect((await writer.form(`/desk/releases/${id}/review`)).status).toBe(303);
    expect((await writer.get(`/desk/releases/${id}/review`)).text).toContain(
      'somebody else has to approve it',
    );
    const review = await editor.get(`/desk/releases/${id}/review`);
    const revision = /name="revision" value="(\d+)"/.exec(review.text)?.[1] ?? '';
    expect((await editor.form(`/desk/releases/${id}/review/approve`, { revision })).status).toBe(303);

    const confirm = await editor.get(`/desk/releases/${id}/arm`);
    expect(confirm.text).toContain('Arm this for 3 journalists?');
    const hash = /name="hash" value="(\w+)"/.exec(confirm.text)?.[1] ?? '';
    const armed = await editor.form(`/desk/releases/${id}/arm`, { hash });
    expect(armed.status).toBe(303);
    expect(armed.headers.get('location')).toMatch(/^\/desk\/dispatches\/\d+$/);
    expect((await editor.get('/desk/releases?state=armed')).text).toContain(id);
    expect((await editor.get('/desk/releases?state=sent')).text).not.toContain(id);
  });

  it('keep what two people write in different parts at once', async () => {
    const id = await beginRelease(writer);
    await saveRelease(writer, id, completeRelease(topicId));
    const hers = fieldsOf((await writer.get(`/desk/releases/${id}`)).text, 'compose');
    await saveRelease(editor, id, { dateline: 'Old Port' });
    expect((await writer.get(`/desk/releases/${id}/preview/others`)).text).toContain('is writing here too');
    expect((await editor.get(`/desk/releases/${id}`)).text).toContain('is writing here too');
    const answer = await writer.form(`/desk/releases/${id}`, { ...hers, subhead: 'After ten years' });
    expect(answer.status).toBe(303);
    const { text } = await writer.get(`/desk/releases/${id}`);
    expect(fieldsOf(text, 'compose')).toMatchObject({ dateline: 'Old Port', subhead: 'After ten years' });
  });

  it('show both texts when two people wrote the same part, and save neither by accident', async () => {
    const id = await beginRelease(writer);
    await saveRelease(writer, id, completeRelease(topicId));
    const hers = fieldsOf((await writer.get(`/desk/releases/${id}`)).text, 'compose');
    await saveRelease(editor, id, { headline: 'Library opens', dateline: 'Old Port' });
    const typed = { ...hers, headline: 'Council opens a new library', subhead: 'After ten years' };
    const conflict = await writer.form(`/desk/releases/${id}`, typed);
    expect(conflict.status).toBe(409);
    expect(conflict.text).toMatch(/conflict-text">Library opens</);
    const again = fieldsOf(conflict.text, 'compose');
    expect(again).toMatchObject({ headline: 'Council opens a new library' });

    expect((await writer.form(`/desk/releases/${id}`, again)).status).toBe(303);
    const stored = fieldsOf((await writer.get(`/desk/releases/${id}`)).text, 'compose');
    expect(stored).toMatchObject({
      headline: 'Council opens a new library',
      subhead: 'After ten years',
      dateline: 'Old Port',
    });
  });

  it('answer an autosave with what the browser needs, and stop it at a conflict', async () => {
    const id = await beginRelease(writer);
    const autosave = { 'x-autosave': '1', accept: 'application/json' };
    const hers = fieldsOf((await writer.get(`/desk/releases/${id}`)).text, 'compose');
    const first = await writer.form(`/desk/releases/${id}`, { ...hers, subhead: 'One' }, autosave);
    expect(first.json()).toMatchObject({ message: expect.stringMatching(/^Saved \d\d:\d\d$/) });
    const seen = first.json().fields.seen as string;
    const second = await writer.form(`/desk/releases/${id}`, { ...hers, seen, subhead: 'Two' }, autosave);
    expect(second.status).toBe(200);
    await saveRelease(editor, id, { subhead: 'Theirs' });
    const third = await writer.form(
      `/desk/releases/${id}`,
      { ...hers, seen: second.json().fields.seen, subhead: 'Mine' },
      autosave,
    );
    expect(third.status).toBe(409);
    expect(third.json().message).toContain('changed the subhead too');
  });

  it('say at the field that a time does not exist, with both readings and everything typed', async () => {
    const id = await beginRelease(writer);
    const answer = await writer.form(`/desk/releases/${id}/embargo`, {
      'embargo.local': '2099-03-08T02:30',
      'embargo.zone': 'America/New_York',
      stopAfter: '2099-03-09T02:30',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('does not exist in America/New_York');
    expect(answer.text).toContain('06:30 UTC');
    expect(answer.text).toContain('value="2099-03-09T02:30"');
  });

  it('lose nothing of a text that is refused', async () => {
    const id = await beginRelease(writer);
    const answer = await saveRelease(writer, id, {
      headline: 'Kept headline',
      language: 'not a language',
      'contact.0.name': 'Tomas Berg',
      'contact.0.email': 'no address',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Write a language tag such as en');
    expect(fieldsOf(answer.text, 'compose')).toMatchObject({
      headline: 'Kept headline',
      language: 'not a language',
      'contact.0.name': 'Tomas Berg',
      'contact.0.email': 'no address',
    });
  });

  it('leave bold and links alone when a browser without script saves the text unchanged', async () => {
    const body = {
      type: 'doc',
      content: [
        { type: 'paragraph', content: [{ type: 'text', text: 'Nine to two.', marks: [{ type: 'strong' }] }] },
      ],
    };
    const id = await beginRelease(writer);
    await saveRelease(writer, id, { body: JSON.stringify(body) });
    await saveRelease(writer, id, { subhead: 'Something else' });
    const { text } = await writer.get(`/desk/releases/${id}`);
    expect(text).toContain('strong');
    expect(text).toContain('Something else');
  });

  it('refuse what a viewer may not do and show the rest', async () => {
    const id = await beginRelease(writer);
    const page = await viewer.get(`/desk/releases/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('id="compose"');
    for (const path of ['', '/embargo', '/review', '/preview/test'])
      expect((await viewer.form(`/desk/releases/${id}${path}`)).status).toBe(403);
    for (const path of ['/arm', '/follow-up/kill'])
      expect((await viewer.get(`/desk/releases/${id}${path}`)).status).toBe(403);
    expect((await app.anonymous().get(`/desk/releases/${id}/preview/mail`)).status).not.toBe(200);
  });

  it('frame the mail so that it can do nothing', async () => {
    const id = await beginRelease(writer);
    const mail = await writer.get(`/desk/releases/${id}/preview/mail?tier=general`);
    expect(mail.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(mail.text).toContain('Council opens library');
    expect(mail.text).not.toMatch(/[\uFDD0\uFDD1]/);
  });

  it('compare two saves word by word', async () => {
    const id = await beginRelease(writer, 'Council opens library');
    await saveRelease(writer, id, { headline: 'Council opens new library' });
    const { text } = await writer.get(`/desk/releases/${id}/history`);
    expect(text).toContain('<ins>new </ins>');
  });

  it('put the words of an older save back, as a new save', async () => {
    const id = await beginRelease(writer, 'Council opens library');
    await saveRelease(writer, id, { ...completeRelease(topicId), headline: 'Something else' });
    const back = await writer.form(`/desk/releases/${id}/history/1`);
    expect(back.status).toBe(303);
    const now = fieldsOf((await writer.get(`/desk/releases/${id}`)).text, 'compose');
    expect(now).toMatchObject({ headline: 'Council opens library', dateline: '' });
    const { text } = await writer.get(`/desk/releases/${id}/history?from=3&to=5`);
    expect(text).toContain('<del>Something else</del>');
    expect((await writer.form(`/desk/releases/${id}/history/99`)).status).toBe(404);
    expect((await viewer.form(`/desk/releases/${id}/history/1`)).status).toBe(403);
  });

  it('ask for the number before anything leaves at once', async () => {
    const id = await approved(completeRelease(topicId));
    const page = await editor.get(`/desk/releases/${id}/arm`);
    expect(page.text).toContain('Send this now to 3 journalists?');
    const fields = { hash: /name="hash" value="(\w+)"/.exec(page.text)?.[1] ?? '', count: '3' };
    const wrong = await editor.form(`/desk/releases/${id}/arm`, { ...fields, confirm: 'yes' });
    expect(wrong.status).toBe(422);
    const stale = await editor.form(`/desk/releases/${id}/arm`, { ...fields, hash: '00', confirm: '3' });
    expect(stale.status).toBe(409);
    const done = await editor.form(`/desk/releases/${id}/arm`, { ...fields, confirm: '3' });
    expect(done.status).toBe(303);
  });

  it('show a voided approval with its reason', async () => {
    const id = await approved(completeRelease(topicId));
    await saveRelease(writer, id, { headline: 'Another headline' });
    const { text } = await writer.get(`/desk/releases/${id}/review`);
    expect(text).toContain('Approval ended');
    expect(text).toContain('Changed: headline.');
    expect(text).toContain('Changed since the last approval: <strong>headline</strong>');
  });

  it('begin a kill only after a word and a confirmation', async () => {
    const id = await approved(completeRelease(topicId));
    await markSent(app, id);
    const page = await writer.get(`/desk/releases/${id}`);
    expect(page.text).toContain('This version has gone out.');
    const confirm = await writer.get(`/desk/releases/${id}/follow-up/kill`);
    expect(confirm.text).toContain('Kill this release?');
    expect((await writer.form(`/desk/releases/${id}/follow-up/kill`, { notice: '' })).status).toBe(422);
    const begun = await writer.form(`/desk/releases/${id}/follow-up/kill`, { notice: 'Do not use it.' });
    expect(begun.headers.get('location')).toBe(`/desk/releases/${id}/review`);
    expect((await writer.get(`/desk/releases/${id}/review`)).text).toContain('Kill · version 2 of 2');
  });

  async function approved(fields: Record<string, string>): Promise<string> {
    const id = await beginRelease(writer);
    await saveRelease(writer, id, fields);
    await approveRelease(writer, editor, id);
    return id;
  }
});
