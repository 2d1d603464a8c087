import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

/** Mails of a second at 240 a minute. */
const FOUR_A_SECOND = '240';
/** Seconds that a mail may take from its permit to its arrival on a busy machine. */
const TRAVEL = 2;

describe('rates that hold over all workers', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  const workers: INestApplicationContext[] = [];

  beforeEach(async () => {
    newsroom = await testNewsroom({ CHUNK_SIZE: '5' });
    receiver = await SmtpReceiver.start();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await receiver.stop();
    await newsroom.close();
  });

  async function start(count: number, query = ''): Promise<void> {
    const env = newsroom.env({ SMTP_URL: `${receiver.url}${query}` });
    for (let i = 0; i < count; i++) workers.push(await startWorker(env));
  }

  async function finished(dispatchId: number): Promise<void> {
    await newsroom.until(
      'select state from dispatch where id = $1',
      [dispatchId],
      (row: { state: string }) => row.state === 'finished',
      50_000,
    );
  }

  function arrivals(domain = ''): number[] {
    return receiver.messages
      .filter((mail) => mail.to[0]?.endsWith(domain))
      .map((mail) => mail.at.getTime() / 1000);
  }

  function expectAtMost(perSecond: number, times: number[]): void {
    for (const [i, first] of times.entries()) {
      for (const [j, last] of times.entries()) {
        if (j > i) expect(j - i).toBeLessThanOrEqual(1 + (last - first + TRAVEL) * perSecond);
      }
    }
  }

  it('grants exactly so many a minute to workers that ask at once', async () => {
    const clients = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = new pg.Client(newsroom.url);
        await client.connect();
        return client;
      }),
    );
    const times: number[] = [];
    const ask = async (client: pg.Client, worker: string) => {
      while (times.length < 60) {
        const { rows } = await client.query<{ mails: number; at: number }>(
          `select mails, extract(epoch from (select at from send_bucket where key = 'mx:25'))::float8 as at
             from grant_sends($1, '{server}', '{mx:25}', '{1800}', '{null}', '{7}', '{0}')`,
          [worker],
        );
        for (let i = 0; i < (rows[0]?.mails ?? 0); i++) times.push(rows[0]!.at);
      }
    };
    await Promise.all(clients.map((client, i) => ask(client, `w${i}`)));
    await Promise.all(clients.map((client) => client.end()));
    times.sort((a, b) => a - b);
    // 1,800 a minute: a bucket of 3 that fills with 1,798 a minute.
    for (const [i, first] of times.entries()) {
      for (const [j, last] of times.entries()) {
        if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(3 + ((last - first) * 1798) / 60 + 1e-6);
      }
    }
  });

  it('keeps a domain to its mails per minute while the others go on', async () => {
    await newsroom.db.query(
      `insert into domain_limit (domain, per_minute) values ('slow.example', ${FOUR_A_SECOND})`,
    );
    await newsroom.addReaders(48, ['slow.example', 'one.example', 'two.example']);
    const dispatch = await newsroom.arm();
    await start(3);
    await finished(dispatch.id);
    expect(receiver.messages).toHaveLength(48);
    expectAtMost(4, arrivals('slow.example'));
    expect(Math.max(...arrivals('one.example'))).toBeLessThan(Math.max(...arrivals('slow.example')));
    expect(receiver.violations).toEqual([]);
  });

  it('keeps a server to its mails per minute', async () => {
    await newsroom.addReaders(20);
    const dispatch = await newsroom.arm();
    await start(3, `?perMinute=${FOUR_A_SECOND}`);
    await finished(dispatch.id);
    expect(receiver.messages).toHaveLength(20);
    expectAtMost(4, arrivals());
  });

  it('keeps a dispatch to its pace, and lets another pass it', async () => {
    await newsroom.addReaders(20);
    const paced = await newsroom.arm({ headline: 'Slow' });
    await newsroom.db.query('update dispatch set pace = $2 where id = $1', [paced.id, FOUR_A_SECOND]);
    const other = await newsroom.arm({ headline: 'Fast' });
    await start(2);
    await finished(paced.id);
    await finished(other.id);
    const [row] = await newsroom.db.query<{ passed: boolean }[]>(
      `select max(settled_at) filter (where dispatch_id = $2) < max(settled_at) filter (where dispatch_id = $1) as passed
         from delivery`,
      [paced.id, other.id],
    );
    expect(row?.passed).toBe(true);
    const slow = receiver.messages.filter((mail) => mail.header('subject')?.includes('Slow'));
    expect(slow).toHaveLength(20);
    expectAtMost(
      4,
      slow.map((mail) => mail.at.getTime() / 1000),
    );
  });

  it('never has more mails on the way to a domain than it takes connections', async () => {
    await newsroom.db.query(`insert into domain_limit (domain, connections) values ('one.example', 2)`);
    await newsroom.addReaders(30, ['one.example']);
    const dispatch = await newsroom.arm();
    await start(3);
    await finished(dispatch.id);
    expect(receiver.messages).toHaveLength(30);
    const begun = await newsroom.db.query<{ email: string; at: number }[]>(
      `select email, extract(epoch from transmitting_at)::float8 * 1000 as at from delivery`,
    );
    const arrived = new Map(receiver.messages.map((mail) => [mail.to[0], mail.at.getTime()]));
    const onTheWay = begun.map(
      ({ at }) => begun.filter((other) => other.at <= at && (arrived.get(other.email) ?? 0) > at).length,
    );
    expect(Math.max(...onTheWay)).toBeLessThanOrEqual(2);
  });
});
