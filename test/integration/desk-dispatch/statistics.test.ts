import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { type NewsroomDesk, openDesk } from '../../support/desk-of-newsroom.js';
import type { Client } from '../../support/http.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

describe('statistics of what was sent', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let desk: NewsroomDesk;
  let maja: Client;
  let first: number;
  let second: number;

  beforeAll(async () => {
    newsroom = await testNewsroom({ CHUNK_SIZE: '20', RETRY_FIRST: '600' });
    receiver = await SmtpReceiver.start({
      rules: [{ at: 'rcpt', to: /^r[123]@/, reply: '554 5.7.1 rejected by local policy' }],
    });
    await newsroom.addReaders(30);
    await outletOfReaders('=1+1 Herald', 10);
    const worker = await startWorker(newsroom.env({ SMTP_URL: `${receiver.url}?connections=4` }));
    first = await send('Council approves tram line');
    second = await send('Flood barrier passes test');
    await worker.close();
    await bounceOf(second, 'r7', 'mailbox-full');
    desk = await openDesk(newsroom);
    maja = await desk.as();
  });
  afterAll(async () => {
    await desk.close();
    await receiver.stop();
    await newsroom.close();
  });

  async function send(headline: string): Promise<number> {
    const { id } = await newsroom.arm({ headline });
    await newsroom.until(
      'select state from dispatch where id = $1',
      [id],
      (row: { state: string }) => row.state === 'finished',
    );
    return id;
  }

  async function outletOfReaders(name: string, count: number): Promise<void> {
    await newsroom.db.query(
      `with o as (insert into outlet (name) values ($1) returning id)
       update contact set outlet_id = (select id from o) where id in (select id from contact order by id limit $2)`,
      [name, count],
    );
  }

  async function bounceOf(dispatchId: number, mailbox: string, category: string): Promise<void> {
    await newsroom.db.query(
      `insert into bounce (delivery_id, contact_id, source, kind, category, hard, action)
       select id, contact_id, 'smtp', 'bounce', $3, false, 'counted' from delivery
        where dispatch_id = $1 and email like $2 || '@%'`,
      [dispatchId, mailbox, category],
    );
  }

  it('counts each release from its deliveries and bounces, the newest first', async () => {
    const releases = (await maja.get('/api/statistics/releases')).json();
    expect(releases).toHaveLength(2);
    expect(releases[0]).toMatchObject({
      dispatchId: second,
      recipients: 30,
      accepted: 27,
      refused: 3,
      bounced: 1,
      inDoubt: 0,
      leftOut: 0,
      open: 0,
    });
    expect(releases[1]).toMatchObject({ dispatchId: first, accepted: 27, refused: 3, bounced: 0 });
    expect(releases[0].firstSeconds).toBeGreaterThan(0);
    expect(releases[0].lastSeconds).toBeGreaterThanOrEqual(releases[0].medianSeconds);
  });

  it('adds up by topic, outlet and day to the same numbers', async () => {
    const [topic] = (await maja.get('/api/statistics/topics')).json();
    expect(topic).toMatchObject({
      topic: 'Refugees',
      releases: 2,
      recipients: 60,
      accepted: 54,
      refused: 6,
      bounced: 1,
    });
    const outlets = (await maja.get('/api/statistics/outlets')).json<{ recipients: number }[]>();
    expect(outlets).toHaveLength(2);
    expect(outlets.map((each) => each.recipients)).toEqual([40, 20]);
    const days = (await maja.get('/api/statistics/days')).json<Record<string, number>[]>();
    const total = (name: string) => days.reduce((sum, each) => sum + (each[name] ?? 0), 0);
    expect(days).toHaveLength(91);
    expect([total('accepted'), total('refused'), total('bounced')]).toEqual([54, 6, 1]);
  });

  it('keeps to the days and the topic that are asked for', async () => {
    expect((await maja.get('/api/statistics/releases?from=2020-01-01&to=2020-12-31')).json()).toEqual([]);
    expect((await maja.get('/api/statistics/releases?topic=999')).json()).toEqual([]);
    expect((await maja.get('/api/statistics/releases?from=2026-02-01&to=2026-01-01')).status).toBe(422);
    const page = await maja.get('/desk/statistics?from=2026-02-01&to=2026-01-01');
    expect(page.status).toBe(422);
    expect(page.text).toContain('The last day lies before the first.');
  });

  it('says why mails did not arrive', async () => {
    const reasons = (await maja.get('/api/statistics/reasons')).json();
    expect(reasons.refusals).toEqual([expect.objectContaining({ code: 554, count: 6 })]);
    expect(reasons.bounces).toEqual([{ category: 'mailbox-full', hard: false, count: 1 }]);
    const { text } = await maja.get('/desk/statistics');
    expect(text).toContain('A rule of the receiving server forbids this mail');
    expect(text).toContain('The mailbox has no room');
  });

  it('compares the arrival with what was sent before', async () => {
    const { points, earlier, compared } = (
      await maja.get(`/api/statistics/dispatches/${second}/arrival`)
    ).json();
    expect(compared).toBe(1);
    expect(points).toHaveLength(41);
    expect(points.at(-1).percent).toBe(90);
    expect(earlier).toHaveLength(41);
    const percents = points.map((point: { percent: number }) => point.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect((await maja.get(`/desk/statistics/${second}`)).text).toContain('For the median of the 1 before');
    expect((await maja.get('/api/statistics/dispatches/999')).status).toBe(404);
  });

  it('exports tables in which nothing is a formula', async () => {
    const file = await maja.get('/desk/statistics/export/outlets.csv');
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(file.text).toContain(`'=1+1 Herald`);
    expect(file.text.split('\r\n')[0]).toBe(
      '\ufeffoutletId,outlet,recipients,accepted,refused,bounced,inDoubt,leftOut,open,counted,opened,clicked'.replace(
        '\ufeff',
        '',
      ),
    );
    expect((await maja.get('/desk/statistics/export/releases.csv')).text).toContain(
      'Flood barrier passes test',
    );
    expect((await maja.get('/desk/statistics/export/users.csv')).status).toBe(404);
  });
});
