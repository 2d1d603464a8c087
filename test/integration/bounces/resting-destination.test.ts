import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { endHold, hold } from '../../../src/bounces/hold-destination.js';
import { desk, type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

describe('a destination that rests', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let worker: INestApplicationContext;

  beforeEach(async () => {
    newsroom = await testNewsroom();
    receiver = await SmtpReceiver.start();
    await newsroom.db.transaction((manager) =>
      hold(manager, desk, { domain: 'two.example', minutes: 60, reason: 'They asked us to wait.' }),
    );
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
  });
  afterEach(async () => {
    await worker.close();
    await receiver.stop();
    await newsroom.close();
  });

  const domains = () => new Set(receiver.messages.map(({ to }) => to[0]?.split('@')[1]));

  it('gets no mail while the others do, loses nobody, and gets it when it is freed', async () => {
    await newsroom.addReaders(9);
    const { id } = await newsroom.arm();
    const account = (accepted: number) =>
      newsroom.until(
        `select accepted, frozen from dispatch_account where dispatch_id = $1`,
        [id],
        (row: { accepted: number; frozen: number }) => row.frozen === 9 && row.accepted === accepted,
      );
    await account(6);
    await newsroom.until<{ n: number }>(
      `select count(*)::int as n from delivery where domain = 'two.example' and attempt = 0 and next_attempt_at > now()`,
      [],
      ({ n }) => n === 3,
    );
    expect(domains()).toEqual(new Set(['one.example', 'three.example']));
    await newsroom.db.transaction((manager) => endHold(manager, desk, 'two.example'));
    await account(9);
    expect(domains()).toContain('two.example');
  });
});
