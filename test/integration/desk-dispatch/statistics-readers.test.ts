import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { type NewsroomDesk, openDesk } from '../../support/desk-of-newsroom.js';
import type { Client } from '../../support/http.js';
import { figuresKept, readBy } from '../../support/measured-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

describe('statistics of opens and clicks', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let desk: NewsroomDesk;
  let maja: Client;
  let first: number;
  let second: number;
  let unmeasured: number;

  beforeAll(async () => {
    newsroom = await testNewsroom({ CHUNK_SIZE: '20', MEASURE: 'everyone' });
    receiver = await SmtpReceiver.start();
    await newsroom.addReaders(40);
    await newsroom.db.query(
      `with o as (insert into outlet (name) values ('Herald'), ('Gazette') returning id, name)
       update contact c set outlet_id = o.id from o
        where o.name = case when substr(c.name, 8)::int <= 20 then 'Herald' when substr(c.name, 8)::int <= 25 then 'Gazette' end`,
    );
    const worker = await startWorker(newsroom.env({ SMTP_URL: `${receiver.url}?connections=4` }));
    first = await send('Council approves tram line');
    second = await send('Flood barrier passes test');
    await newsroom.db.query('alter table release alter measured set default false');
    unmeasured = await send('Left out of counting');
    await worker.close();
    desk = await openDesk(newsroom);
    await figuresKept(newsroom, desk);
    await newsroom.db.query(`update delivery set settled_at = settled_at - interval '6 hours'`);
    await newsroom.db.query(`update dispatch set lift_at = lift_at - interval '6 hours'`);
    await readBy(newsroom, first, { opened: 20, clicked: 8, hoursAfter: 5 });
    await readBy(newsroom, second, { opened: 12, clicked: 2, hoursAfter: 5 });
    await figuresKept(newsroom, desk);
    maja = await desk.as();
  });
  afterAll(async () => {
    await desk.close();
    await receiver.stop();
    await newsroom.close();
  });

  async function send(headline: string): Promise<number> {
    const { id } = await newsroom.arm({ headline, links: ['https://one.example/report'] });
    await newsroom.until(
      'select state from dispatch where id = $1',
      [id],
      (row: { state: string }) => row.state === 'finished',
    );
    return id;
  }

  it('stand beside those of delivery for each release, and are nothing where nothing is counted', async () => {
    const releases = (await maja.get('/api/statistics/releases')).json<{ dispatchId: number }[]>();
    const of = (id: number) => releases.find((each) => each.dispatchId === id);
    expect(of(first)).toMatchObject({ accepted: 40, counted: 40, opened: 20, clicked: 8 });
    expect(of(second)).toMatchObject({ accepted: 40, counted: 40, opened: 12, clicked: 2 });
    expect(of(unmeasured)).toMatchObject({ accepted: 40, counted: null, opened: null, clicked: null });
  });

  it('add up by topic and day, and by outlet only where enough of its people are counted', async () => {
    const [topic] = (await maja.get('/api/statistics/topics')).json();
    expect(topic).toMatchObject({ recipients: 120, counted: 80, opened: 32, clicked: 10 });
    const outlets = (await maja.get('/api/statistics/outlets')).json<{ outlet: string | null }[]>();
    const named = (name: string | null) => outlets.find(({ outlet }) => outlet === name);
    expect(named('Herald')).toMatchObject({ recipients: 60, counted: 40, opened: 32, clicked: 10 });
    expect(named('Gazette')).toMatchObject({ recipients: 15, counted: null, opened: null, clicked: null });
    expect(named(null)).toMatchObject({ counted: null, opened: null });
    const days = (await maja.get('/api/statistics/days')).json<Record<string, number>[]>();
    const total = (name: string) => days.reduce((sum, each) => sum + (each[name] ?? 0), 0);
    expect([total('opened'), total('clicked')]).toEqual([32, 10]);
  });

  it('of one release come with its links and hours, compared with the ones before', async () => {
    const { readers } = (await maja.get(`/api/statistics/dispatches/${second}/readers`)).json();
    expect(readers).toMatchObject({
      counted: 40,
      opened: 12,
      clicked: 2,
      machineClicks: 0,
      isClosed: false,
      earlier: { compared: 1, openedPercent: 50, clickedPercent: 20 },
    });
    expect(readers.links[0]).toEqual({
      url: 'https://one.example/report',
      people: 2,
      requests: 2,
      machine: 0,
    });
    expect(readers.hours).toEqual([expect.objectContaining({ opened: 12, clicked: 2 })]);
    const none = await maja.get(`/api/statistics/dispatches/${unmeasured}/readers`);
    expect(none.json()).toEqual({ dispatchId: unmeasured, readers: null });
    expect((await maja.get('/api/statistics/dispatches/999/readers')).status).toBe(404);
  });

  it('are on the pages and in the files', async () => {
    const overview = await maja.get('/desk/statistics');
    expect(overview.text).toContain('of 80 counted');
    expect(overview.text).toContain('percent of those who are counted');
    const page = await maja.get(`/desk/statistics/${second}`);
    expect(page.text).toContain('Opened by 30 % of those counted, clicked by 5.0 %.');
    expect(page.text).toContain('Median of the 1 before: 50 % and 20 %.');
    expect(page.text).toContain('one.example/report');
    expect((await maja.get(`/desk/statistics/${unmeasured}`)).text).toContain('Not counted for this release');
    const file = (await maja.get(`/desk/statistics/${second}/release.csv`)).text;
    expect(file).toContain('Flood barrier passes test,opened,12');
    expect(file).toContain('https://one.example/report,people,2');
    const all = (await maja.get('/desk/statistics/export/releases.csv')).text;
    expect(all.split('\r\n')[0]).toContain(',counted,opened,clicked,');
  });

  it('show nobody’s name or address', async () => {
    const pages = await Promise.all(
      ['/desk/statistics', `/desk/statistics/${first}`, `/api/statistics/dispatches/${first}/readers`].map(
        (path) => maja.get(path),
      ),
    );
    for (const { text } of pages) expect(text).not.toMatch(/Reader \d|@(one|two|three)\.example/);
  });

  it('disappear when fewer people are counted than figures may be shown about', async () => {
    await newsroom.db.query('update measuring set recipients = 9 where dispatch_id = $1', [first]);
    const { readers } = (await maja.get(`/api/statistics/dispatches/${first}/readers`)).json();
    expect(readers).toBeNull();
    const [topic] = (await maja.get('/api/statistics/topics')).json();
    expect(topic).toMatchObject({ counted: 40, opened: 12 });
    const outlets = (await maja.get('/api/statistics/outlets')).json<{ outlet: string | null }[]>();
    expect(outlets.find(({ outlet }) => outlet === 'Herald')).toMatchObject({ counted: 20, opened: 12 });
    await newsroom.db.query('update measuring set recipients = 40 where dispatch_id = $1', [first]);
  });
});

describe('whether a release is counted', () => {
  let newsroom: TestNewsroom;
  let desk: NewsroomDesk;

  beforeAll(async () => {
    newsroom = await testNewsroom();
    await newsroom.addReaders(30);
    desk = await openDesk(newsroom);
  });
  afterAll(async () => {
    await desk.close();
    await newsroom.close();
  });

  it('is said by API and page, until its mails are made', async () => {
    const maja = await desk.as();
    const { id } = await newsroom.arm({ liftIn: 3600 });
    const [{ public_id: publicId }] = await newsroom.db.query('select public_id from release');
    const path = `/api/releases/${publicId}/measuring`;
    expect((await maja.get(path)).json()).toEqual({ setting: 'agreed', measured: true });
    expect((await maja.json('PUT', path, { measured: false })).json()).toMatchObject({ measured: false });
    expect((await maja.get(`/desk/releases/${publicId}/arm`)).text).toContain('this release is left out');
    expect((await maja.form(`/desk/releases/${publicId}/measuring`, { measured: 'yes' })).status).toBe(303);
    expect((await maja.get(path)).json()).toMatchObject({ measured: true });
    await newsroom.db.query(
      `insert into measuring (dispatch_id, secret, links, least, ends_at) values ($1, 'x', 1, 10, now())`,
      [id],
    );
    expect((await maja.json('PUT', path, { measured: false })).status).toBe(409);
    const record = await newsroom.db.query(
      `select action from audit_entry where action like 'release.measuring%' order by id`,
    );
    expect(record.map((each: { action: string }) => each.action)).toEqual([
      'release.measuring_forbidden',
      'release.measuring_allowed',
    ]);
  });

  it('is not for viewers to say', async () => {
    const viewer = await desk.as('viewer');
    const [{ public_id: publicId }] = await newsroom.db.query('select public_id from release');
    expect(
      (await viewer.json('PUT', `/api/releases/${publicId}/measuring`, { measured: false })).status,
    ).toBe(403);
  });
});
