import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { ReleaseKind } from '../../../src/releases/release-content.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import type { QueueBackend } from '../../support/queue-backends.js';
import { type ReceivedMessage, SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

const STATE =
  'select state, (select accepted from dispatch_account where dispatch_id = $1) from dispatch where id = $1';

export function describeNotices(backend: QueueBackend): void {
  describe(`a notice about a release, jobs in ${backend.name}`, () => {
    let queue: Awaited<ReturnType<QueueBackend['start']>>;
    let newsroom: TestNewsroom;
    let receiver: SmtpReceiver;
    let worker: INestApplicationContext;
    beforeEach(async () => {
      newsroom = await testNewsroom({ CHUNK_SIZE: '10' });
      receiver = await SmtpReceiver.start();
      queue = await backend.start();
      worker = await startWorker(
        newsroom.env({ SMTP_URL: `${receiver.url}?connections=2`, ...queue.settings }),
      );
    });
    afterEach(async () => {
      await worker.close();
      await receiver.stop();
      await newsroom.close();
      await queue.stop();
    });

    const finished = (id: number) =>
      newsroom.until<{ state: string }>(STATE, [id], (row) => row.state === 'finished');

    async function sent(): Promise<{ releaseId: number; mails: Map<string, ReceivedMessage> }> {
      const original = await newsroom.arm();
      await finished(original.id);
      const [version] = await newsroom.db.query<{ id: number }[]>(
        'select release_id as id from release_version where id = $1',
        [original.versionId],
      );
      const mails = new Map(receiver.messages.map((mail) => [mail.to[0] ?? '', mail]));
      return { releaseId: version!.id, mails };
    }

    it.each<[ReleaseKind, RegExp]>([
      ['correction', /^CORRECTION: /],
      ['update', /^UPDATE: /],
      ['hold', /^HOLD/],
      ['kill', /^KILL/],
    ])('is named a %s, threaded, and goes to exactly those who have the release', async (kind, subject) => {
      await newsroom.addReaders(6);
      receiver.rule({ at: 'rcpt', to: /^r1@/, reply: '550 5.1.1 no such user' });
      const { releaseId, mails } = await sent();
      await newsroom.addReaders(12);
      receiver.messages.length = 0;
      const notice = await newsroom.arm({ releaseId, kind: kind as 'kill' });
      await finished(notice.id);
      expect(receiver.messages.map((mail) => mail.to[0] ?? '').sort()).toEqual([...mails.keys()].sort());
      for (const mail of receiver.messages) {
        const original = mails.get(mail.to[0] ?? '')?.messageId;
        expect(mail.header('subject')).toMatch(subject);
        expect(mail.header('in-reply-to')).toBe(original);
        expect(mail.header('references')).toContain(original);
      }
    });

    it('goes ahead of a large dispatch that is under way', async () => {
      await newsroom.addReaders(5);
      const { releaseId } = await sent();
      await newsroom.addReaders(400);
      receiver.options.replyDelayMs = 100;
      const large = await newsroom.arm({ headline: 'To everybody' });
      await receiver.waitFor(() => receiver.messages.length > 25, 'the large dispatch to be under way');
      const kill = await newsroom.arm({ releaseId, kind: 'kill' });
      await finished(kill.id);
      const [row] = await newsroom.db.query<{ state: string }[]>(STATE, [large.id]);
      expect(row?.state).toBe('armed');
      receiver.options.replyDelayMs = 0;
    });
  });
}
