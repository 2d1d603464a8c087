import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestNewsroom, TEST_SECRET, testNewsroom } from '../../support/build-dispatch.js';
import { type NewsroomDesk, openDesk } from '../../support/desk-of-newsroom.js';
import { Client } from '../../support/http.js';
import {
  agedBy,
  BROWSER,
  figuresKept,
  type ReceivedLinks,
  receivedLinks,
} from '../../support/measured-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import { signLinkToken } from '../../../src/engagement/link-token.js';

const TARGETS = ['https://one.example/report?a=1&b=2', 'https://two.example/data', 'http://three.example/'];
const person = { 'user-agent': BROWSER };

describe('opens and clicks', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let desk: NewsroomDesk;
  let anybody: Client;
  let dispatchId: number;
  let mails: ReceivedLinks[];

  beforeAll(async () => {
    newsroom = await testNewsroom({ CHUNK_SIZE: '20', MEASURE: 'everyone' });
    receiver = await SmtpReceiver.start();
    await newsroom.addReaders(30);
    await newsroom.db.query(`update contact set measuring_declined = true where name = 'Reader 30'`);
    await newsroom.db.query(
      `with o as (insert into outlet (name) values ('Herald'), ('Gazette') returning id, name)
       update contact c set outlet_id = o.id from o
        where o.name = case when substr(c.name, 8)::int <= 12 then 'Herald' when c.name = 'Reader 13' then 'Gazette' end`,
    );
    const worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
    dispatchId = await sent('Council approves tram line');
    await worker.close();
    mails = await receivedLinks(receiver, 'Council approves');
    desk = await openDesk(newsroom);
    anybody = new Client(desk.url, {});
    await figuresKept(newsroom, desk);
    await agedBy(newsroom, 1);
  });
  beforeEach(async () => {
    await figuresKept(newsroom, desk);
    await newsroom.db.query('delete from reading_trace');
  });
  afterAll(async () => {
    await desk.close();
    await receiver.stop();
    await newsroom.close();
  });

  async function sent(headline: string): Promise<number> {
    const { id } = await newsroom.arm({ headline, links: [...TARGETS, 'mailto:press@newsroom.example'] });
    await newsroom.until(
      'select state from dispatch where id = $1',
      [id],
      (row: { state: string }) => row.state === 'finished',
    );
    return id;
  }

  async function figures() {
    await figuresKept(newsroom, desk);
    const [row] = await newsroom.db.query('select * from measured_dispatch where dispatch_id = $1', [
      dispatchId,
    ]);
    return row;
  }

  const traces = async () => {
    await figuresKept(newsroom, desk);
    const [{ n }] = await newsroom.db.query('select count(*)::int as n from reading_trace');
    return n;
  };

  const mailOf = (number: number) => mails[number - 1] as ReceivedLinks;

  it('rewrites the links of the body and the one to the release, and no others', () => {
    expect(mails).toHaveLength(30);
    const { html, text, links } = mailOf(1);
    expect(links).toHaveLength(4);
    expect(html).toContain('href="mailto:press@newsroom.example"');
    expect(html).toMatch(/href="[^"]+\/u\//);
    expect(html).toMatch(/href="[^"]+\/p\//);
    expect(html).toContain('counted together');
    expect(text).toContain(TARGETS[1]);
    expect(text).not.toContain('/l/');
    expect(text).toContain('/r/');
  });

  it('sends whoever declined the links as they were written, and no picture', () => {
    const { html, links, picture } = mailOf(30);
    expect([links, picture]).toEqual([[], undefined]);
    expect(html).toContain('href="https://two.example/data"');
    expect(html).not.toContain('counted together');
  });

  it('leads each link to where it was written to, without a cookie and kept by nobody', async () => {
    const answers = await Promise.all(mailOf(1).links.map((link) => anybody.get(link, person)));
    expect(answers.map((each) => each.status)).toEqual([302, 302, 302, 302]);
    expect(answers.slice(0, 3).map((each) => each.headers.get('location'))).toEqual(TARGETS);
    expect(answers[3]?.headers.get('location')).toMatch(/\/r\/[0-9a-f]{32}$/);
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('set-cookie')).toBeNull();
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('counts a person who opens and follows a link once, however often they do', async () => {
    for (let times = 0; times < 3; times++) {
      await anybody.get(mailOf(1).picture ?? '', person);
      await anybody.get(mailOf(1).links[1] ?? '', person);
    }
    await anybody.get(mailOf(2).picture ?? '', person);
    expect(await figures()).toMatchObject({
      counted: 29,
      opened: 2,
      clicked: 1,
      open_requests: 4,
      click_requests: 3,
      machine_opens: 0,
      machine_clicks: 0,
    });
    const links = await newsroom.db.query(
      'select number, people, requests from measured_link where dispatch_id = $1 order by number',
      [dispatchId],
    );
    expect(links.map((each: { people: number }) => each.people)).toEqual([0, 1, 0, 0]);
  });

  it('takes whoever follows a link for a reader, pictures or not', async () => {
    await anybody.get(mailOf(3).links[0] ?? '', person);
    expect(await figures()).toMatchObject({ opened: 1, clicked: 1, open_requests: 0 });
  });

  it('does not take a scanner for a reader: all links at once, headers only, by its name, in advance', async () => {
    for (const link of mailOf(4).links) await anybody.get(link, person);
    await anybody.send('HEAD', mailOf(5).links[0] ?? '', { headers: person });
    await anybody.get(mailOf(6).links[0] ?? '', { 'user-agent': 'BarracudaCentral/1.0' });
    await anybody.get(mailOf(7).picture ?? '', { 'user-agent': 'Mozilla/5.0' });
    await anybody.get(mailOf(8).links[0] ?? '', { ...person, 'sec-purpose': 'prefetch' });
    expect(await figures()).toMatchObject({
      opened: 0,
      clicked: 0,
      open_requests: 1,
      machine_opens: 1,
      click_requests: 7,
      machine_clicks: 7,
    });
  });

  it('takes what comes back to a scanned link later for a person', async () => {
    for (const link of mailOf(4).links) await anybody.get(link, person);
    await figuresKept(newsroom, desk);
    await agedBy(newsroom, 1);
    await anybody.get(mailOf(4).links[2] ?? '', person);
    expect(await figures()).toMatchObject({ opened: 1, clicked: 1 });
  });

  it('does not take for a reader who comes within seconds of the acceptance', async () => {
    await newsroom.db.query(`update delivery set settled_at = now() where email like 'r9@%'`);
    await anybody.get(mailOf(9).links[0] ?? '', person);
    expect(await figures()).toMatchObject({ clicked: 0, machine_clicks: 1 });
  });

  it('answers what is not exactly a link of ours as any unknown page, and keeps nothing', async () => {
    const token = (mailOf(1).links[0] ?? '').split('/')[3] ?? '';
    const elsewhere = signLinkToken(parseSecrets(TEST_SECRET), 999_999);
    const wrong = [
      `/l/0/${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      `/l/0/${token}x`,
      `/l/4/${token}`,
      `/l/-1/${token}`,
      `/l/00/${token}`,
      `/l/1e0/${token}`,
      `/l/0/${elsewhere}`,
      '/l/0/x',
      `/l/0/https:%2F%2Fevil.example`,
    ];
    const unknown = await anybody.get('/l-there-is-no-such-page', person);
    const plain = (text: string, headers: Headers) =>
      text.replaceAll(headers.get('x-request-id') ?? '-', 'ID');
    for (const path of wrong) {
      const { status, text, headers } = await anybody.get(path, person);
      expect([path, status]).toEqual([path, 404]);
      expect(headers.get('location')).toBeNull();
      expect(plain(text, headers)).toBe(plain(unknown.text, unknown.headers));
    }
    const asked = await anybody.get(`/l/0/${token}?url=//evil.example`, { 'user-agent': 'curl/8' });
    expect(asked.headers.get('location')).toBe(TARGETS[0]);
    await newsroom.db.query('delete from reading_trace');
    for (const forged of ['x', `${token}x`, elsewhere]) await anybody.get(`/o/${forged}`, person);
    await figuresKept(newsroom, desk);
    const rows = await newsroom.db.query('select link, suspect from reading_trace');
    expect(rows).toEqual([{ link: 0, suspect: true }]);
  });

  it('shows the same picture whoever asks for whatever', async () => {
    const token = mailOf(1).picture ?? '';
    for (const path of [token, `${token}x`, '/o/x', '/o/0']) {
      const answer = await fetch(desk.url + path, { headers: person });
      expect(answer.status).toBe(200);
      expect((await answer.arrayBuffer()).byteLength).toBe(43);
      expect(answer.headers.get('content-type')).toBe('image/gif');
      expect(answer.headers.get('cache-control')).toContain('no-store');
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  it('keeps no trace of whoever declined since', async () => {
    await newsroom.db.query(`update contact set measuring_declined = true where name = 'Reader 11'`);
    expect((await anybody.get(mailOf(11).links[0] ?? '', person)).status).toBe(302);
    expect(await traces()).toBe(0);
    await newsroom.db.query(`update contact set measuring_declined = false where name = 'Reader 11'`);
  });

  it('keeps figures of an outlet only when enough people of it are counted', async () => {
    await anybody.get(mailOf(1).links[0] ?? '', person);
    await anybody.get(mailOf(13).links[0] ?? '', person);
    expect(await figures()).toMatchObject({ clicked: 2 });
    const outlets = await newsroom.db.query(
      `select o.name, m.recipients, m.opened, m.clicked from measured_outlet m join outlet o on o.id = m.outlet_id`,
    );
    expect(outlets).toEqual([{ name: 'Herald', recipients: 12, opened: 1, clicked: 1 }]);
    const traced = await newsroom.db.query('select distinct outlet_id from reading_trace');
    expect(traced).toHaveLength(2);
  });

  it('lets no link of a mail lead anywhere before it has left and the lift has passed', async () => {
    const link = mailOf(1).links[0] ?? '';
    await newsroom.db.query(`update dispatch set lift_at = now() + interval '1 hour' where id = $1`, [
      dispatchId,
    ]);
    expect((await anybody.get(link, person)).status).toBe(404);
    await newsroom.db.query(`update dispatch set lift_at = now() - interval '1 hour' where id = $1`, [
      dispatchId,
    ]);
    expect((await anybody.get(link, person)).status).toBe(302);
    await newsroom.db.query(`update delivery set transmitting_at = null where email like 'r1@%'`);
    expect((await anybody.get(link, person)).status).toBe(404);
    await newsroom.db.query(`update delivery set transmitting_at = settled_at where email like 'r1@%'`);
  });

  it('drops all by which readers can be told apart when the window ends, and keeps the sums', async () => {
    await anybody.get(mailOf(1).links[0] ?? '', person);
    await figuresKept(newsroom, desk);
    await newsroom.db.query(`update measuring set ends_at = now() - interval '1 second'`);
    expect(await figures()).toMatchObject({ opened: 1, clicked: 1, is_closed: true });
    expect(await traces()).toBe(0);
    expect((await anybody.get(mailOf(2).links[1] ?? '', person)).headers.get('location')).toBe(TARGETS[1]);
    expect(await traces()).toBe(0);
    expect(await figures()).toMatchObject({ opened: 1, clicked: 1 });
  });
});

describe('whose mails are counted', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;

  beforeAll(async () => {
    newsroom = await testNewsroom({ CHUNK_SIZE: '20' });
    receiver = await SmtpReceiver.start();
    await newsroom.addReaders(30);
  });
  afterAll(async () => {
    await receiver.stop();
    await newsroom.close();
  });

  async function countedMails(headline: string, settings: Record<string, string> = {}): Promise<number> {
    const { id } = await newsroom.arm({ headline, links: TARGETS });
    const worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url, ...settings }));
    await newsroom.until(
      'select state from dispatch where id = $1',
      [id],
      (row: { state: string }) => row.state === 'finished',
    );
    await worker.close();
    const mails = await receivedLinks(receiver, headline);
    expect(mails).toHaveLength(30);
    return mails.filter((mail) => mail.picture !== undefined).length;
  }

  it('is nobody’s until they agree, and nobody’s while fewer agreed than figures are shown about', async () => {
    expect(await countedMails('Nobody agreed')).toBe(0);
    await newsroom.db.query(`update contact set measured = true where substr(name, 8)::int <= 9`);
    expect(await countedMails('Nine agreed')).toBe(0);
    const [{ n }] = await newsroom.db.query('select count(*)::int as n from measuring');
    expect(n).toBe(0);
  });

  it('is theirs who agreed when there are enough', async () => {
    await newsroom.db.query(`update contact set measured = true where substr(name, 8)::int <= 10`);
    expect(await countedMails('Ten agreed')).toBe(10);
  });

  it('is nobody’s when the setting or the release says so', async () => {
    expect(await countedMails('Setting off', { MEASURE: 'off' })).toBe(0);
    await newsroom.db.query('alter table release alter measured set default false');
    expect(await countedMails('Release unmeasured')).toBe(0);
    await newsroom.db.query('alter table release alter measured set default true');
  });
});
