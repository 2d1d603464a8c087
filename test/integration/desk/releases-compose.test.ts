import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { parseEmail } from '../../../src/contacts/email-address.js';
import { SuppressionsService } from '../../../src/contacts/suppressions.service.js';
import { buildContact, buildSubscription } from '../../support/build-contacts.js';
import {
  beginRelease,
  buildFollowedTopic,
  completeRelease,
  fieldsOf,
  saveRelease,
} from '../../support/build-desk.js';
import { type Answer, type Client, TestApp } from '../../support/http.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';

describe('writing a release on the desk', () => {
  let app: TestApp;
  let receiver: SmtpReceiver;
  let writer: Client;
  let topicId: number;
  beforeAll(async () => {
    receiver = await SmtpReceiver.start();
    app = await TestApp.start({ env: { SMTP_URL: receiver.url } });
    writer = await app.as('press_officer');
    topicId = await buildFollowedTopic(app, 'Libraries', 3);
  });
  afterAll(async () => {
    await app.stop();
    await receiver.stop();
  });

  it('takes a picture and files with one press of Save, without script', async () => {
    const id = await begun();
    expect((await upload(id, { newImage: [await jpeg(), 'tram.jpg'] })).status).toBe(303);
    expect((await upload(id, { newFiles: [Buffer.from('%PDF-1.7'), 'report.pdf'] })).status).toBe(303);
    const { text } = await writer.get(`/desk/releases/${id}`);
    expect(text).toContain('report.pdf');
    const picture = /src="(\/desk\/images\/[\w-]+)"/.exec(text)?.[1] ?? '';
    expect((await writer.get(picture)).headers.get('content-type')).toBe('image/jpeg');
    expect(text).toContain('The picture needs a credit: who made it?');
  });

  it('keeps a picture that came with a form that was refused', async () => {
    const id = await begun();
    const answer = await upload(id, { newImage: [await jpeg(), 'tram.jpg'] }, { language: '?' });
    expect(answer.status).toBe(422);
    const again = fieldsOf(answer.text, 'compose');
    expect(again['image.imageId']).toMatch(/^[\w-]{16,}$/);
    expect((await writer.form(`/desk/releases/${id}`, { ...again, language: 'en' })).status).toBe(303);
    expect((await writer.get(`/desk/releases/${id}`)).text).toContain('/desk/images/');
  });

  it('says at the upload that a file is no picture, and keeps what was typed', async () => {
    const id = await begun();
    const answer = await upload(
      id,
      { newImage: [Buffer.from('no picture'), 'x.jpg'] },
      { subhead: 'Kept as it was' },
    );
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('x.jpg: This picture cannot be read.');
    expect(answer.text).toContain('Kept as it was');
  });

  it('does not lose the text with a file that is too large', async () => {
    const id = await begun();
    const file: [Buffer, string] = [Buffer.alloc(26 * 1024 * 1024), 'film.zip'];
    const answer = await upload(id, { newFiles: file }, { subhead: 'Kept as it was' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('film.zip is larger than 25 MB.');
    expect(answer.text).toContain('Kept as it was');
  });

  it('refuses what no form of ours sends without falling over', async () => {
    const id = await begun();
    const odd = { seen: 5, groups: [1], then: {}, 'files[]': [[]], boilerplateId: {}, take: 7, headline: 3 };
    const answer = await writer.json('POST', `/desk/releases/${id}`, odd, {
      'sec-fetch-site': 'same-origin',
    });
    expect(answer.status).toBeLessThan(500);
  });

  it('holds the picture inside the preview, and shows it to nobody else', async () => {
    const id = await begun();
    await upload(id, { newImage: [await jpeg(), 'tram.jpg'] });
    for (const tier of ['early', 'general']) {
      const { text } = await writer.get(`/desk/releases/${id}/preview/mail?tier=${tier}`);
      expect(text).toContain('src="data:image/jpeg;base64,');
      expect(text).not.toMatch(/cid:|\/media\//);
    }
    const { text } = await writer.get(`/desk/releases/${id}`);
    const picture = /src="(\/desk\/images\/[\w-]+)"/.exec(text)?.[1] ?? '';
    expect((await app.anonymous().get(picture)).status).not.toBe(200);
  });

  it('sends a test with its picture to the one who asks, and to nobody else', async () => {
    const id = await begun();
    await upload(id, { newImage: [await jpeg(), 'tram.jpg'] });
    const answer = await writer.form(`/desk/releases/${id}/preview/test`, { tier: 'general' });
    expect(answer.status).toBe(303);
    const [mail] = await receiver.waitForMessages(1);
    expect(mail?.to).toHaveLength(1);
    expect(mail?.to[0]).toMatch(/^press_officer-/);
    expect(mail?.header('subject')).toBe('[Test] Council opens library');
    expect(mail?.text).toMatch(/Content-ID: <[\w-]+>/i);
  });

  it('makes an advisory with a real time, and refuses one that the clock never shows', async () => {
    const id = await begun();
    const advisory = {
      type: 'advisory',
      'advisory.who': 'The mayor',
      'advisory.what': 'Opens the library',
      'advisory.where': 'Old quay',
      'advisory.starts.zone': 'America/New_York',
    };
    const never = await saveRelease(writer, id, { ...advisory, 'advisory.starts.local': '2099-03-08T02:30' });
    expect(never.status).toBe(422);
    expect(never.text).toContain('does not exist in America/New_York');
    expect(fieldsOf(never.text, 'compose')).toMatchObject({ 'advisory.who': 'The mayor' });
    const real = await saveRelease(writer, id, { ...advisory, 'advisory.starts.local': '2099-03-08T16:00' });
    expect(real.status).toBe(303);
    expect((await writer.get(`/desk/releases/${id}/preview/mail`)).text).toContain('Old quay');
  });

  it('keeps a press contact and a boilerplate for later releases', async () => {
    const id = await begun();
    await saveRelease(writer, id, {
      'contact.0.keep': 'on',
      boilerplate: 'The council runs the city of Harborview.',
      keepBoilerplate: 'on',
    });
    const other = await beginRelease(writer);
    const page = (await writer.get(`/desk/releases/${other}`)).text;
    const kept = /name="kept\[\]" value="(\d+)"/.exec(page)?.[1] ?? '';
    const boilerplateId = /<option value="(\d+)">The council runs/.exec(page)?.[1] ?? '';
    await saveRelease(writer, other, { 'kept[]': kept, boilerplateId, boilerplate: '' });
    const saved = fieldsOf((await writer.get(`/desk/releases/${other}`)).text, 'compose');
    expect(saved).toMatchObject({
      'kept[]': kept,
      boilerplate: 'The council runs the city of Harborview.',
    });
  });

  it('begins a release with the boilerplate of its language, or with none', async () => {
    const inLanguage = async (language: string) => {
      const answer = await writer.form('/desk/releases', { type: 'press_release', headline: 'x', language });
      return answer.headers.get('location')?.split('/').at(-1) ?? '';
    };
    const boilerplate = async (id: string) =>
      fieldsOf((await writer.get(`/desk/releases/${id}`)).text, 'compose')['boilerplate'];
    await saveRelease(writer, await inLanguage('es'), { boilerplate: 'El consejo gobierna la ciudad.' });
    await saveRelease(writer, await begun(), { boilerplate: 'The council runs the city.' });
    expect(await boilerplate(await inLanguage('es-MX'))).toBe('El consejo gobierna la ciudad.');
    expect(await boilerplate(await inLanguage('en'))).toBe('The council runs the city.');
    expect(await boilerplate(await inLanguage('ar'))).toBe('');
  });

  it('says what a certain journalist would get, and why not', async () => {
    const id = await begun();
    const paused = await follower({ pauseUntil: new Date('2099-01-01') });
    const digest = await follower({ frequency: 'daily' });
    const blocked = await follower({});
    await app
      .service(SuppressionsService)
      .suppress(
        { kind: 'system', name: 'test' },
        { address: parseEmail(blocked), reason: 'desk', source: 'desk' },
      );
    const said = async (address: string) =>
      (await writer.get(`/desk/releases/${id}/preview?as=${encodeURIComponent(address)}`)).text;
    expect(await said(await follower({}))).toContain('Gets it at once.');
    expect(await said(paused)).toContain('has paused all mails');
    expect(await said(digest)).toContain('in the daily digest');
    expect(await said(blocked)).toContain('suppressed (desk)');
    expect(await said('stranger@paper.example')).toContain(
      'Nobody of the press list has the name or address',
    );
    const arm = (await writer.get(`/desk/releases/${id}/arm`)).text;
    expect(arm).toContain('Send this now to 4 journalists?');
    expect(arm).toMatch(/<strong>1<\/strong> suppressed: desk/);
    expect(arm).toMatch(/<strong>1<\/strong> get the daily digest instead/);
    expect(arm).toMatch(/<strong>1<\/strong> paused by themselves/);
  });

  it('finds a journalist by name, lets one choose among several, and shows the mail in their tier', async () => {
    const id = await begun();
    await follower({ name: 'Ana Ruiz-Ortega', email: 'ruiz@paper.example' });
    await follower({ name: 'Ben Ruiz-Ortega', email: 'ben@paper.example' });
    const shown = async (name: string) =>
      (await writer.get(`/desk/releases/${id}/preview?as=${encodeURIComponent(name)}`)).text;
    expect(await shown('ruiz-ortega')).toMatch(/Whom do you mean.*Ana Ruiz-Ortega.*Ben Ruiz-Ortega/s);
    expect(await shown('ana ruiz-o')).toContain('Ana Ruiz-Ortega &lt;ruiz@paper.example>');
    expect(await shown('a%')).toContain('Nobody of the press list has the name');
  });

  async function begun(): Promise<string> {
    const id = await beginRelease(writer);
    await saveRelease(writer, id, completeRelease(topicId));
    return id;
  }

  async function follower(given: Parameters<typeof buildContact>[1]): Promise<string> {
    const contact = await buildContact(app.database, given);
    await buildSubscription(app.database, contact.id, topicId);
    return contact.email;
  }

  /** The compose form as a browser without script sends it, with files. */
  async function upload(
    id: string,
    files: Record<string, [Buffer, string]>,
    changes: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new FormData();
    const shown = fieldsOf((await writer.get(`/desk/releases/${id}`)).text, 'compose');
    for (const [name, value] of Object.entries({ ...shown, ...changes }))
      for (const one of [value].flat()) body.append(name, one);
    for (const [name, [content, fileName]] of Object.entries(files))
      body.append(name, new Blob([new Uint8Array(content)]), fileName);
    return writer.send('POST', `/desk/releases/${id}`, {
      headers: { 'sec-fetch-site': 'same-origin' },
      body,
    });
  }
});

function jpeg(): Promise<Buffer> {
  return sharp({ create: { width: 900, height: 600, channels: 3, background: '#d9a92c' } })
    .jpeg()
    .toBuffer();
}
