import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openPool } from '../../../src/database/pool.js';
import type { Recipient } from '../../../src/delivery/chunk-claims.js';
import type { MailBuilder } from '../../../src/delivery/chunk-run.js';
import { PracticeServer } from '../../../src/delivery/practice-server.js';
import { practise } from '../../../src/delivery/practice.js';
import { stepStatement } from '../../../src/delivery/step-statement.js';
import { freezeTier } from '../../../src/dispatch/freeze.js';
import { testNewsroom, type TestNewsroom } from '../../support/build-dispatch.js';

const text = 'Subject: Practice\r\n\r\nNobody reads this.\r\n';
const wire = { size: text.length, writeTo: (space: Buffer) => space.write(text, 'latin1') };

let newsroom: TestNewsroom;
let pool: ReturnType<typeof openPool>;

beforeEach(async () => {
  newsroom = await testNewsroom();
  pool = openPool(newsroom.url, 2);
  await newsroom.addReaders(3);
});

afterEach(async () => {
  await pool.end();
  await newsroom.close();
});

/** Practises a frozen dispatch; returns how many mails were made for each recipient. */
async function practised(
  liftIn: number | null,
  signal: AbortSignal,
  firstNumber = 0,
): Promise<Map<string, number>> {
  const { id } = await newsroom.arm({ liftIn });
  const tier = { dispatchId: id, tier: 'general' as const };
  await newsroom.db.transaction((manager) => freezeTier(manager, tier, 250));
  await newsroom.db.query('update delivery set chunk = $1', [firstNumber]);
  await newsroom.db.query('update delivery_chunk set number = $1', [firstNumber]);
  const made = new Map<string, number>();
  const builder: MailBuilder = {
    form: 'wire',
    envelopeFrom: () => 'bounces@newsroom.example',
    message: ({ email }: Recipient) => {
      made.set(email, (made.get(email) ?? 0) + 1);
      return wire;
    },
  };
  const statement = stepStatement(pool, 'practising', { lateLimit: 900, retryLimit: 900 });
  await practise(pool, tier, builder, statement, signal);
  return made;
}

const traces = () =>
  newsroom.db.query(
    `select (select count(*)::int from delivery where state <> 'pending' or attempt > 0 or claimed_at is not null) as touched,
            (select count(*)::int from delivery_event) as events,
            (select count(*)::int from delivery_chunk where epoch > 0 or worker is not null) as claimed`,
  );

it.each([
  ['before the lift', 3_600],
  ['while the gate is open', null],
])('practises a lift many times over %s, and leaves no trace', async (_when, liftIn) => {
  const made = await practised(liftIn, new AbortController().signal);
  expect([...made.values()]).toEqual([1_000, 1_000, 1_000]);
  expect(await traces()).toEqual([{ touched: 0, events: 0, claimed: 0 }]);
});

it('practises where a freeze beside it has taken the ids of the first chunks', async () => {
  const made = await practised(3_600, new AbortController().signal, 7);
  expect([...made.values()]).toEqual([1_000, 1_000, 1_000]);
});

it('stops practising when there is no time left', async () => {
  expect((await practised(3_600, AbortSignal.abort())).size).toBe(0);
  const made = await practised(3_600, AbortSignal.timeout(50));
  expect([...made.values()].reduce((sum, n) => sum + n, 0)).toBeLessThan(3_000);
});

describe('the server that mails are practised with', () => {
  let server: PracticeServer;
  let stranger: Socket;
  let cutOff: Promise<void>;

  beforeEach(async () => {
    server = await PracticeServer.start();
    stranger = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined);
    cutOff = new Promise((resolve) => stranger.on('close', () => resolve()));
    await once(stranger, 'data');
    stranger.resume();
  });

  afterEach(() => server.stop());

  it('cuts off everybody when it ends, so that nobody who connected keeps the worker from ending', async () => {
    server.stop();
    await cutOff;
  });

  it('cuts off a line without an end', async () => {
    stranger.write('x'.repeat(100_000));
    await cutOff;
  });
});
