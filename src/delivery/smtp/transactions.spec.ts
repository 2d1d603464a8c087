import { describe, expect, it } from '@jest/globals';
import { AttendedClock } from './attended-clock.js';
import { Flight } from './flight.js';
import type { LaneSocket } from './lane-socket.js';
import type { OutgoingMail, SmtpOutcome } from './outgoing-mail.js';
import { RFC_5321_TIMEOUTS } from './smtp-timeouts.js';
import { Transactions } from './transactions.js';

/**
 * Two mails overlap, the connection ends while the first one's write is partly out. A real socket cannot be stopped
 * at a chosen octet, so the socket is played here; everything else is tested over real ones.
 */
function endWith(
  left: (tail: number) => number,
  secure: boolean,
  tookAll: boolean,
): (SmtpOutcome | undefined)[] {
  const outcomes = new Map<string, SmtpOutcome>();
  const flight = (to: string): Flight => {
    const mail = {
      envelope: { from: 'a@b.test', to },
      permit: () => 'go',
      message: () => 'Hi\r\n',
    } as unknown as OutgoingMail;
    const commands = { mail: 'MAIL FROM:<a@b.test>\r\n', rcpt: `RCPT TO:<${to}>\r\n` };
    return new Flight(mail, commands, (_, outcome) => void outcomes.set(to, outcome));
  };
  const tail = 'MAIL FROM:<a@b.test>\r\nRCPT TO:<second@x.test>\r\nDATA\r\n'.length;
  const wire = {
    secure,
    isExact: !secure,
    left: left(tail),
    write: () => undefined,
    writeText: () => tookAll,
  } as unknown as LaneSocket;
  const settings = { server: 's', pipelining: true, timeouts: RFC_5321_TIMEOUTS, clock: new AttendedClock() };
  const ignore = (): void => undefined;
  const transactions = new Transactions(wire, settings, {
    boardNext: () => flight('second@x.test'),
    changed: ignore,
    accepted: ignore,
    broken: ignore,
  });
  transactions.begin(flight('first@x.test'));
  for (const code of [250, 250, 354]) transactions.onReply({ code, text: '' });
  transactions.end('reset');
  return [outcomes.get('first@x.test'), outcomes.get('second@x.test')];
}

describe('a connection that ends inside a write', () => {
  it.each([
    ['nothing is left', () => 0, false, true, 'in_doubt'],
    [
      'all of the next envelope is left, so the dot may be out',
      (tail: number) => tail,
      false,
      false,
      'in_doubt',
    ],
    ['part of the next envelope is left', (tail: number) => tail - 1, false, false, 'in_doubt'],
    [
      'one octet more than the next envelope is left: the end of the dot',
      (tail: number) => tail + 1,
      false,
      false,
      'unsent',
    ],
    ['encrypted octets are left', () => 1, true, false, 'unsent'],
    ['no encrypted octets are left, though TLS has not said so yet', () => 0, true, false, 'in_doubt'],
  ] as const)('when %s', (_, left, secure, tookAll, kind) => {
    const [first, second] = endWith(left, secure, tookAll);
    expect(first?.kind).toBe(kind);
    expect(second?.kind ?? 'not begun').toBe(secure ? 'not begun' : 'unsent');
  });
});
