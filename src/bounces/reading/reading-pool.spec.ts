import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createReadingPool, type ReadingPool, type ReadingPoolOptions } from './reading-pool.js';

const bounce = readFileSync(join(process.cwd(), 'test/fixtures/bounces/postfix-unknown-user.eml'));
const limits = { maxMs: 20_000, maxHeapMb: 64, maxBytes: 1_000_000 };
const pools: ReadingPool[] = [];

function open(options: Partial<ReadingPoolOptions> = {}): ReadingPool {
  const pool = createReadingPool({ ...limits, ...options });
  pools.push(pool);
  return pool;
}

/** A worker that does what the mail tells it. */
const obedient = script(`
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ mail }) => {
    const order = Buffer.from(mail).toString();
    if (order === 'hang') for (;;);
    if (order === 'eat') for (const kept = []; ; ) kept.push(new Array(100000).fill({}));
    if (order === 'throw') throw new Error('on demand');
    if (order === 'exit') process.exit(3);
    parentPort.postMessage({ kind: 'other', order });
  });
  parentPort.postMessage('ready');
`);

function script(source: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

describe('The reading pool', () => {
  it('reads a bounce in its worker', async () => {
    const reading = await open().read(bounce);
    expect(reading).toMatchObject({
      kind: 'bounce',
      recipients: [{ address: 'anna@paper.example', category: 'unknown-address', hard: true }],
    });
  });

  it('leaves the mail of the caller untouched', async () => {
    const mail = Buffer.from(bounce);
    await open().read(mail);
    expect(mail.equals(bounce)).toBe(true);
  });

  it('passes on which limit a mail broke', async () => {
    const bomb = `Content-Type: multipart/mixed; boundary="b"\n\n${'--b\n\n'.repeat(100_000)}`;
    expect(await open().read(Buffer.from(bomb))).toEqual({ kind: 'exceeded', limit: 'parts' });
  });

  it('refuses a mail that is too large without waking the worker', async () => {
    const pool = open({ maxBytes: 10, workerFile: script('throw new Error("not to be started")') });
    expect(await pool.read(Buffer.alloc(11))).toEqual({ kind: 'unreadable', reason: 'bytes' });
  });

  it.each([
    ['hang', 'time'],
    ['eat', 'memory'],
    ['throw', 'crash'],
    ['exit', 'crash'],
  ])('ends a worker that is told to %s, says %s, and reads on', async (order, reason) => {
    const pool = open({ workerFile: obedient, maxMs: order === 'hang' ? 200 : 60_000 });
    const answers = ['before', order, 'after'].map((text) => pool.read(Buffer.from(text)));
    expect(await Promise.all(answers)).toEqual([
      { kind: 'other', order: 'before' },
      { kind: 'unreadable', reason },
      { kind: 'other', order: 'after' },
    ]);
  });

  it('answers in the order of the questions', async () => {
    const pool = open({ workerFile: obedient });
    const orders = Array.from({ length: 50 }, (_, at) => `mail ${at}`);
    const answers = await Promise.all(orders.map((order) => pool.read(Buffer.from(order))));
    expect(answers).toEqual(orders.map((order) => ({ kind: 'other', order })));
  });

  it('says so when the worker cannot start, and tries again next time', async () => {
    const pool = open({ workerFile: script('throw new Error("broken")') });
    await expect(pool.read(bounce)).rejects.toThrow('does not start');
    await expect(pool.read(bounce)).rejects.toThrow('does not start');
  });

  it('takes nothing after it was closed', async () => {
    const pool = open({ workerFile: obedient });
    await pool.read(Buffer.from('first'));
    await pool.close();
    await expect(pool.read(bounce)).rejects.toThrow('closed');
  });
});
