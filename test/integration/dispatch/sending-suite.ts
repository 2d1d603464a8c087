import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { verifyRecord } from '../../../src/audit/verify-record.js';
import { ChunkSender } from '../../../src/delivery/chunk-sender.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { lockTable } from '../../support/fault-lock.js';
import type { QueueBackend } from '../../support/queue-backends.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

const ACCOUNT =
  'select *, (select state from dispatch where id = $1) as state from dispatch_account where dispatch_id = $1';

export function describeSending(backend: QueueBackend): void {
  describe(`sending a dispatch, jobs in ${backend.name}`, () => {
    let queue: Awaited<ReturnType<QueueBackend['start']>>;
    let newsroom: TestNewsroom;
    let receiver: SmtpReceiver;
    let worker: INestApplicationContext | undefined;

    beforeEach(async () => {
      newsroom = await testNewsroom({ CHUNK_SIZE: '20' });
      receiver = await SmtpReceiver.start();
      queue = await backend.start();
    });
    afterEach(async () => {
      await worker?.close();
      worker = undefined;
      await receiver.stop();
      await newsroom.close();
      await queue.stop();
    });

    async function start(overrides: Record<string, string> = {}): Promise<void> {
      worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url, ...queue.settings, ...overrides }));
    }

    it('reaches every reader of the topic once, and the account adds up', async () => {
      await newsroom.addReaders(90);
      const dispatch = await newsroom.arm();
      await start();
      const account = await newsroom.until<Record<string, unknown>>(
        ACCOUNT,
        [dispatch.id],
        (row) => row['state'] === 'finished',
      );
      expect(account).toMatchObject({ frozen: 90, accepted: 90, refused: 0, in_doubt: 0, pending: 0 });
      expect(new Set(receiver.messages.map((mail) => mail.to[0])).size).toBe(90);
      expect(receiver.messages).toHaveLength(90);
      expect(receiver.violations).toEqual([]);
    });

    it('ends when it is told to between a claim and its first mail, and gives the chunk back', async () => {
      await newsroom.addReaders(30);
      const { id } = await newsroom.arm();
      const signatures = await lockTable(newsroom.url, 'prepared_chunk');
      await start();
      await newsroom.until(
        `select count(*)::int as n from pg_stat_activity where datname = current_database()
            and wait_event_type = 'Lock' and query like '%prepared_chunk%'`,
        [],
        (row: { n: number }) => row.n > 0,
      );
      const stopped = new Promise<void>((resolve) => {
        const closeAll = jest.spyOn(ChunkSender.prototype, 'closeAll');
        closeAll.mockImplementationOnce(() => resolve());
      });
      const closed = worker?.close();
      await stopped;
      await signatures.release();
      await closed;
      expect(receiver.messages).toHaveLength(0);
      await start();
      await newsroom.until(ACCOUNT, [id], (row: { state: string }) => row.state === 'finished');
      expect(receiver.messages).toHaveLength(30);
    });

    it('lets nothing leave before the lift, and everything after it', async () => {
      await newsroom.addReaders(60);
      const dispatch = await newsroom.arm({ liftIn: 3 });
      await start();
      await newsroom.until(ACCOUNT, [dispatch.id], (row: { state: string }) => row.state === 'finished');
      const early = receiver.messages.filter((mail) => mail.at.getTime() < dispatch.liftAt.getTime());
      expect(early).toHaveLength(0);
      expect(receiver.messages).toHaveLength(60);
    });

    it('seals what was sent to whom into the record, where an altered event shows', async () => {
      await newsroom.addReaders(30);
      const dispatch = await newsroom.arm();
      await start();
      await newsroom.until(ACCOUNT, [dispatch.id], (row: { state: string }) => row.state === 'finished');
      expect((await verifyRecord(newsroom.db)).ok).toBe(true);
      await newsroom.db.query(`alter table delivery_event disable trigger user`);
      await newsroom.db.query(`update delivery_event set at = at - interval '1 hour' where id = 7`);
      expect(await verifyRecord(newsroom.db)).toMatchObject({
        ok: false,
        firstBroken: { reason: 'seal broken' },
      });
    });
  });
}
