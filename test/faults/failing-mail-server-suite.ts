import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import type { FaultBackend } from '../support/fault-queue.js';
import { CONNECTIONS, FaultRun, LONGEST, RECIPIENTS } from '../support/fault-run.js';
import { printFaults } from '../support/fault-table.js';
import { misbehaviour, type ReceiverRule } from '../support/smtp-receiver.js';

/** Thirty readers over all domains, and thirty others. */
const SOME = /^r[1-3]\d@/;
const OTHERS = /^r[4-6]\d@/;
const THIRTY = 30;
/** Seconds; the longest that these tests let a server keep silent. */
const QUICK = { SMTP_REPLY_TIMEOUT: '1' };

jest.setTimeout(LONGEST);

export function describeFailingMailServer(backend: FaultBackend): void {
  describe(`a mail server that fails, jobs in ${backend.name}`, () => {
    let run: FaultRun;
    afterEach(() => run.close());
    afterAll(printFaults);

    async function sendThrough(fault: string, rules: ReceiverRule[], settings: Record<string, string> = {}) {
      run = await FaultRun.prepare({ backend, settings });
      for (const rule of rules) run.receiver.rule(rule);
      const dispatch = await run.arm();
      run.startWorkers(2);
      return run.conclude(fault, dispatch);
    }

    it('gets every mail once after its port was closed for a while', async () => {
      run = await FaultRun.prepare({ backend });
      run.slow();
      const dispatch = await run.arm();
      run.startWorkers(2);
      await run.untilArrived(RECIPIENTS / 3);
      await run.receiver.stop();
      await run.until(
        'select (transmitting = 0) as idle from dispatch_account',
        [],
        (row: { idle: boolean }) => row.idle,
      );
      await run.receiver.reopen();
      const result = await run.conclude('port closed and opened again', dispatch);
      expect(result.accepted + result.inDoubt).toBe(RECIPIENTS);
      expect(result.inDoubt).toBeLessThanOrEqual(2 * CONNECTIONS);
    });

    it('gets every mail once after it was too busy to greet', async () => {
      const result = await sendThrough('421 at the greeting, ten times', [misbehaviour.busyAtGreeting(10)]);
      expect(result.accepted).toBe(RECIPIENTS);
    });

    it('gets every mail once after it was too busy in the middle of a conversation', async () => {
      const busy: ReceiverRule = { at: 'mail', times: 10, reply: '421 4.3.2 shutting down', then: 'close' };
      const result = await sendThrough('421 at MAIL FROM, ten times', [busy]);
      expect(result.accepted).toBe(RECIPIENTS);
    });

    it('gets every mail once after a greylist let it pass', async () => {
      const rules = Array.from({ length: 10 }, (_, at) =>
        misbehaviour.greylist(new RegExp(`^r${at + 1}@`), 2),
      );
      const result = await sendThrough('450 at RCPT twice, then accepted', rules);
      expect(result.accepted).toBe(RECIPIENTS);
    });

    it('gets every mail once after it put some off behind the dot', async () => {
      const result = await sendThrough('451 after the dot', [misbehaviour.deferredAfterDot(SOME, THIRTY)]);
      expect(result.accepted).toBe(RECIPIENTS);
    });

    it.each([
      ['and kept the mail', misbehaviour.replyLost(SOME)],
      ['and lost the mail', misbehaviour.lostAfterDot(SOME)],
    ])('leaves in doubt exactly those after whose dot it reset the connection %s', async (kept, rule) => {
      const result = await sendThrough(`reset after the dot ${kept}`, [rule]);
      expect(result).toMatchObject({ inDoubt: THIRTY, accepted: RECIPIENTS - THIRTY });
    });

    it.each([
      ['after the dot', misbehaviour.hangAfterDot(SOME, 5)],
      ['inside DATA', misbehaviour.hangInsideData(SOME, 5)],
    ])('leaves in doubt only those with whom it hangs %s', async (where, rule) => {
      const result = await sendThrough(`hangs ${where}, five times`, [rule], QUICK);
      expect(result).toMatchObject({ inDoubt: 5, accepted: RECIPIENTS - 5 });
    });

    it('gets a mail again at which it hung before it asked for the text', async () => {
      const result = await sendThrough(
        'hangs at RCPT, five times',
        [{ at: 'rcpt', to: SOME, times: 5, then: 'hang' }],
        QUICK,
      );
      expect(result.accepted).toBe(RECIPIENTS);
    });

    it('refuses some at RCPT and others at the dot, and the rest goes out', async () => {
      const rules = [misbehaviour.unknownMailbox(SOME), misbehaviour.tooLargeAfterDot(OTHERS)];
      const result = await sendThrough('550 at RCPT for some, 552 at the dot for others', rules);
      expect(result).toMatchObject({ others: 2 * THIRTY, accepted: RECIPIENTS - 2 * THIRTY });
      const codes = await run.newsroom.db.query(
        "select reply_code as code, count(*)::int as n from delivery where state = 'refused' group by 1 order by 1",
      );
      expect(codes).toEqual([
        { code: 550, n: THIRTY },
        { code: 552, n: THIRTY },
      ]);
    });
  });
}
