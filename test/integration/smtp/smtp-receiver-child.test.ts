import { afterEach, expect, it } from '@jest/globals';
import { misbehaviour } from '../../support/smtp-receiver-rules.js';
import { SmtpReceiverChild } from '../../support/smtp-receiver-child.js';
import { MailList, closePools, lanePool } from './lanes.js';

let receiver: SmtpReceiverChild;

afterEach(async () => {
  closePools();
  await receiver.close();
});

it('the receiver does the same in a process of its own', async () => {
  receiver = await SmtpReceiverChild.start({ rules: [misbehaviour.unknownMailbox(/^nobody@/)] });
  const list = new MailList().add('a@x.test', 'nobody@x.test');
  const pool = lanePool(receiver.url, list);
  pool.poke();
  const [kept] = await receiver.waitForMessages(1);
  await list.settled();
  expect(kept).toMatchObject({ to: ['a@x.test'], messageId: '<a@x.test>' });
  expect(kept!.at.getTime()).toBeLessThanOrEqual(Date.now());
  expect(list.outcome('nobody@x.test').kind).toBe('refused');
  await receiver.stop();
  await receiver.reopen();
  list.add('b@x.test');
  pool.poke();
  await receiver.waitForMessages(2);
});
