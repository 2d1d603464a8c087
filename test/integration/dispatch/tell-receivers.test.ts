import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

describe('people whom others put on the list', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let worker: INestApplicationContext | undefined;

  beforeEach(async () => {
    newsroom = await testNewsroom();
    receiver = await SmtpReceiver.start();
    await newsroom.addReaders(4);
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await receiver.stop();
    await newsroom.close();
  });

  const start = async (settings: Record<string, string> = {}) => {
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url, NOTICES: 'on', ...settings }));
  };
  const change = (name: string, sets: string) =>
    newsroom.db.query(`update contact set ${sets} where name = $1`, [name]);
  const noted = async () =>
    (
      await newsroom.db.query<{ name: string }[]>(
        'select c.name from notice n join contact c on c.id = n.contact_id order by c.name',
      )
    ).map((row) => row.name);
  const LOOKED_AT = 'select bool_and(told_at is not null) as done from dispatch_tier where dispatch_id = $1';

  it('are told once a release for them is armed, if they would be told only after its lift', async () => {
    await change('Reader 1', 'notice_at = now()');
    await change('Reader 2', `created_at = now() - interval '6 days 23 hours'`);
    await newsroom.db.query(
      `delete from subscription where contact_id = (select id from contact where name = 'Reader 3')`,
    );
    const { id } = await newsroom.arm({ liftIn: 7200 });
    await start();
    await newsroom.until(LOOKED_AT, [id], (row: { done: boolean }) => row.done);
    // Reader 1 was told, Reader 2 will be within the hour, and Reader 3 does not get it.
    expect(await noted()).toEqual(['Reader 4']);
  });

  it('are told when the release leaves, if they came on the list after it was armed', async () => {
    await newsroom.db.query('update contact set notice_at = now()');
    const { id } = await newsroom.arm({ liftIn: 3600 });
    await start();
    await newsroom.until(LOOKED_AT, [id], (row: { done: boolean }) => row.done);
    await newsroom.addReaders(5);
    await newsroom.dispatches.liftNow({ kind: 'user', id: 1, role: 'press_officer', name: 'Maja' }, id);
    await newsroom.until(
      'select count(*)::int as n from notice',
      [],
      (row: { n: number }) => row.n > 0,
      30_000,
    );
    expect(await noted()).toEqual(['Reader 5']);
  });

  it('are left to the desk where the newsroom sends its notices itself', async () => {
    const { id } = await newsroom.arm();
    await start({ NOTICES: 'off' });
    await newsroom.until(
      'select state from dispatch where id = $1',
      [id],
      (row: { state: string }) => row.state === 'finished',
    );
    expect(await noted()).toEqual([]);
  });
});
