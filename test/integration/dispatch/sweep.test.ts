import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

const STATE = 'select state, held_reason from dispatch where id = $1';
interface Row {
  state: string;
  held_reason: string | null;
}

describe('a dispatch whose audience cannot be frozen', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let worker: INestApplicationContext | undefined;

  beforeEach(async () => {
    newsroom = await testNewsroom();
    receiver = await SmtpReceiver.start();
  });
  afterEach(async () => {
    await worker?.close();
    await receiver.stop();
    await newsroom.close();
  });

  it('does not hold up another, and asks a person when it is late', async () => {
    await newsroom.addReaders(9);
    const broken = await newsroom.arm();
    await newsroom.db.query(`update release_version set audience = '{"topics": ["no number"]}'`);
    await newsroom.db.query(`update dispatch_tier set opens_at = now() - interval '1 hour'`);
    const sound = await newsroom.arm();
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
    await newsroom.until(STATE, [sound.id], (row: Row) => row.state === 'finished');
    expect(receiver.messages).toHaveLength(9);
    await newsroom.until(STATE, [broken.id], (row: Row) => row.state === 'held');
    const [row] = await newsroom.db.query<Row[]>(STATE, [broken.id]);
    expect(row?.held_reason).toBe('not frozen');
  });
});
