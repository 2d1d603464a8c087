import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Contact } from '../../../src/contacts/contact.entity.js';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import { AssetsService } from '../../../src/releases/assets.service.js';
import { earlyPath } from '../../../src/releases/early-link.js';
import type { ReleaseVersion } from '../../../src/releases/release-version.entity.js';
import { buildContact } from '../../support/build-contacts.js';
import {
  buildDispatch,
  buildStaff,
  buildVersion,
  confirmInstallation,
  embargoColumns,
} from '../../support/build-releases.js';
import { type Answer, Client, TEST_SECRET, TestApp } from '../../support/http.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';

const keys = parseSecrets(TEST_SECRET);
let app: TestApp;
let receiver: SmtpReceiver;
beforeAll(async () => {
  receiver = await SmtpReceiver.start();
  app = await TestApp.start({ env: { SMTP_URL: receiver.url } });
  await confirmInstallation(app.database);
}, 90_000);
afterAll(async () => {
  await app.stop();
  await receiver.stop();
});

interface Offered {
  contact: Contact;
  releaseId: number;
  versionId: number;
  headline: string;
  dispatchId: number;
  path: string;
}

async function offered(
  earlyIn = -60,
  given: Partial<Contact> = {},
  written: Partial<ReleaseVersion> = {},
): Promise<Offered> {
  const contact = await buildContact(app.database, { trust: 'trusted', ...given });
  const embargo = embargoColumns('2031-01-06T09:00', 'America/New_York');
  const version = await buildVersion(app.database, { ...embargo, ...written });
  const dispatchId = await buildDispatch(app.database, version.id, {
    liftIn: (version.embargoAt!.getTime() - Date.now()) / 1000,
    earlyIn,
  });
  const { releaseId, id: versionId, headline } = version;
  return {
    contact,
    releaseId,
    versionId,
    headline,
    dispatchId,
    path: earlyPath(keys, contact.id, releaseId),
  };
}

async function picture() {
  const { actor } = await buildStaff(app.database);
  const content = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#246' } })
    .jpeg()
    .toBuffer();
  const image = await app.service(AssetsService).addImage(actor, { fileName: 'quay.jpg', content });
  const sha256 = image.sha256.toString('hex');
  const words = { alt: 'A quay', credit: 'Ana Ruiz', caption: 'The quay at dawn' };
  const lead = { imageId: image.publicId, sha256, width: 900, height: 600, ...words };
  return { image, columns: { image: lead } };
}

const visitor = () => app.anonymous();
const accept = (path: string) => visitor().form(`${path}/acceptance`);

async function codeFor({ contact, path }: Offered): Promise<string> {
  const before = receiver.messagesTo(contact.email).length;
  expect((await visitor().form(`${path}/code`)).status).toBe(200);
  await receiver.waitFor(() => receiver.messagesTo(contact.email).length > before);
  return /\b\d{6}\b/.exec(receiver.messagesTo(contact.email).at(-1)!.header('subject')!)![0];
}

/** A browser after terms and code. */
async function signedIn(offer: Offered): Promise<Client> {
  await accept(offer.path);
  const answer = await visitor().form(`${offer.path}/session`, { code: await codeFor(offer) });
  expect(answer.status).toBe(303);
  return new Client(app.url, { cookie: cookieOf(answer) });
}

const cookieOf = ({ headers }: Answer) => headers.get('set-cookie')!.split(';')[0]!;

describe('early access', () => {
  it('shows the terms with the time of the lift and nothing of the release', async () => {
    const { path, headline } = await offered();
    const { status, text, headers } = await visitor().get(path);
    expect(status).toBe(200);
    expect(text).toContain('EMBARGOED UNTIL');
    expect(text).toContain('09:00 EST');
    expect(text).not.toContain(headline);
    expect(headers.get('cache-control')).toContain('no-store');
  });

  it('leads by terms and a code from the mailbox to the release under its mark, and notes the view', async () => {
    const offer = await offered();
    const browser = await signedIn(offer);
    const { status, text } = await browser.get(offer.path);
    expect(status).toBe(200);
    expect(text).toContain(offer.headline);
    expect(text).toContain('EMBARGOED UNTIL');
    expect(text).toContain('noindex');
    const views = await app.database.query(`select version_id, what from early_view where contact_id = $1`, [
      offer.contact.id,
    ]);
    expect(views).toEqual([{ version_id: offer.versionId, what: 'release' }]);
  });

  it('offers the pictures to take before the lift, to this browser alone', async () => {
    const { image, columns } = await picture();
    const offer = await offered(-60, {}, columns);
    const browser = await signedIn(offer);
    const { text } = await browser.get(offer.path);
    expect(text).toContain('Images for the press');
    expect(text).toContain('900 × 600');
    const original = /href="(\/media\/[^"]+\/original)"/.exec(text)?.[1] ?? '';
    expect(original).toContain(image.publicId);
    expect((await browser.get(original)).status).toBe(200);
    expect((await visitor().get(original)).status).toBe(404);
  });

  it('keeps who accepted which text, when and from where, in the record', async () => {
    const { path, contact, releaseId } = await offered();
    await accept(path);
    const [kept] = await app.database.query(`select * from terms_answer where contact_id = $1`, [contact.id]);
    expect(kept).toMatchObject({ answer: 'accepted', address: '127.0.0.1', text_hash: expect.any(Buffer) });
    const [entry] = await app.database.query(
      `select actor, action from audit_entry where subject_type = 'release' and subject_id = $1 order by id desc limit 1`,
      [String(releaseId)],
    );
    expect(entry).toEqual({ actor: `contact:${contact.id}`, action: 'early_terms.accepted' });
  });

  it('is declined with one click, and stays open to a change of mind', async () => {
    const { path } = await offered();
    await visitor().form(`${path}/refusal`);
    const page = await visitor().get(path);
    expect(page.text).toContain('You declined early access');
    expect((await visitor().form(`${path}/code`)).status).toBe(409);
  });

  it('does not begin before its own time', async () => {
    const offer = await offered(600);
    const browser = await signedIn(offer);
    const { status, text } = await browser.get(offer.path);
    expect(status).toBe(200);
    expect(text).toContain('Not open yet');
    expect(text).not.toContain(offer.headline);
  });

  it('refuses a wrong code five times, then also the right one', async () => {
    const offer = await offered();
    await accept(offer.path);
    const code = await codeFor(offer);
    const wrong = code === '000000' ? '000001' : '000000';
    for (let i = 0; i < 5; i += 1) {
      const { status, text } = await visitor().form(`${offer.path}/session`, { code: wrong });
      expect([status, text.includes('This is not the code')]).toEqual([422, true]);
    }
    expect((await visitor().form(`${offer.path}/session`, { code })).status).toBe(422);
  });

  it('takes a code once', async () => {
    const offer = await offered();
    await accept(offer.path);
    const code = await codeFor(offer);
    expect((await visitor().form(`${offer.path}/session`, { code })).status).toBe(303);
    expect((await visitor().form(`${offer.path}/session`, { code })).status).toBe(422);
  });

  it('sends no more than three codes at once', async () => {
    const offer = await offered();
    await accept(offer.path);
    for (let i = 0; i < 3; i += 1) await codeFor(offer);
    expect((await visitor().form(`${offer.path}/code`)).status).toBe(429);
  });

  it('changes nothing by opening the link, as mail scanners do', async () => {
    const { path, contact } = await offered();
    await visitor().get(path);
    await visitor().send('HEAD', path);
    const rows = await app.database.query(`select from terms_answer where contact_id = $1`, [contact.id]);
    expect(rows).toEqual([]);
  });

  it('ends with the trust of the journalist', async () => {
    const offer = await offered();
    const browser = await signedIn(offer);
    await app.database.query(`update contact set trust = 'suspended' where id = $1`, [offer.contact.id]);
    expect((await browser.get(offer.path)).status).toBe(404);
  });

  it('leads to the public page after the lift', async () => {
    const { path, dispatchId } = await offered();
    await app.database.query(`update dispatch set lift_at = now() where id = $1`, [dispatchId]);
    const { status, headers } = await visitor().get(path);
    expect([status, headers.get('location')]).toEqual([302, expect.stringMatching(/^\/r\//)]);
  });

  it.each<[string, (offer: Offered) => string]>([
    ['a changed letter', ({ path }) => path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A')],
    ['somebody who is not trusted', ({ contact }) => earlyPath(keys, contact.id + 1_000_000, 1)],
    ['another release', ({ contact }) => earlyPath(keys, contact.id, 999_999)],
  ])('answers a link with %s as if there were nothing', async (_, change) => {
    const offer = await offered();
    const path = change(offer);
    expect((await visitor().get(path)).status).toBe(404);
    for (const end of ['acceptance', 'refusal', 'code']) {
      expect((await visitor().form(`${path}/${end}`)).status).toBe(404);
    }
  });
});
