import { afterEach, describe, expect, it } from '@jest/globals';
import { SmtpReceiver, type ReceiverOptions, misbehaviour } from '../../support/smtp-receiver.js';
import { MailList, SHORT, addresses, closePools, lanePool, message } from './lanes.js';

let receiver: SmtpReceiver;
const start = async (options: ReceiverOptions = {}): Promise<SmtpReceiver> =>
  (receiver = await SmtpReceiver.start(options));
const once = (): string => `${receiver.url}?connections=1`;

afterEach(async () => {
  closePools();
  await receiver.stop();
});

describe.each([
  ['with PIPELINING and overlap', true],
  ['one command at a time', false],
])('a lane %s', (_, pipelining) => {
  it('carries every mail once and in order', async () => {
    await start({ pipelining, strictPipelining: true });
    const list = new MailList().add(...addresses(50));
    lanePool(once(), list).poke();
    await list.settled();
    expect(receiver.messages.map(({ to }) => to[0])).toEqual(addresses(50));
    expect(receiver.messages.map(({ text }) => text)).toEqual(addresses(50).map((to) => message(to)));
    expect(new Set(list.kinds())).toEqual(new Set(['accepted']));
    expect(receiver.violations).toEqual([]);
  });

  it.each([
    ['MAIL', { at: 'mail', from: 'b@newsroom.test', reply: '451 4.3.0 not now' }, 'deferred', 'mail', 451],
    ['RCPT', { at: 'rcpt', to: 'r1@x.test', reply: '550 5.1.1 no such user' }, 'refused', 'rcpt', 550],
    [
      'RCPT, for now',
      { at: 'rcpt', to: 'r1@x.test', reply: '450 4.2.0 greylisted' },
      'deferred',
      'rcpt',
      450,
    ],
    ['DATA', { at: 'data', to: 'r1@x.test', reply: '451 4.3.0 not now' }, 'deferred', 'data', 451],
    [
      'the final dot, for now',
      { at: 'dot', to: 'r1@x.test', reply: '451 4.3.0 later' },
      'deferred',
      'body',
      451,
    ],
    ['the final dot', { at: 'dot', to: 'r1@x.test', reply: '552 5.3.4 too large' }, 'refused', 'body', 552],
  ] as const)(
    'settles a mail turned down at %s by its code, and the others are not touched',
    async (__, rule, kind, stage, code) => {
      await start({ pipelining, rules: [rule] });
      const list = new MailList().add('r0@x.test');
      list
        .add({ to: 'r1@x.test', envelope: { from: 'b@newsroom.test', to: 'r1@x.test' } })
        .add('r2@x.test', 'r3@x.test');
      lanePool(once(), list).poke();
      await list.settled();
      expect(list.outcome('r1@x.test')).toMatchObject({
        kind,
        stage,
        code,
        server: `127.0.0.1:${receiver.port}`,
      });
      expect(receiver.messages.map(({ to }) => to[0])).toEqual(['r0@x.test', 'r2@x.test', 'r3@x.test']);
      expect(receiver.connectionsOpened).toBe(1);
      expect(receiver.violations).toEqual([]);
    },
  );

  it('sends nothing but a lone dot after a 354 that no recipient stands behind', async () => {
    await start({
      pipelining,
      dataWithoutRecipients: true,
      rules: [misbehaviour.unknownMailbox('r1@x.test')],
    });
    const list = new MailList().add(...addresses(4));
    lanePool(once(), list).poke();
    await list.settled();
    expect(list.outcome('r1@x.test')).toMatchObject({ kind: 'refused', stage: 'rcpt' });
    expect(receiver.messages).toHaveLength(3);
    expect(receiver.connectionsOpened).toBe(1);
  });

  it('is in doubt when the connection dies after the final dot, whether the server kept the mail or not', async () => {
    await start({
      pipelining,
      rules: [misbehaviour.replyLost('r1@x.test'), misbehaviour.lostAfterDot('r3@x.test')],
    });
    const list = new MailList().add(...addresses(6));
    lanePool(once(), list).poke();
    await list.settled();
    expect(list.outcome('r1@x.test').kind).toBe('in_doubt');
    expect(list.outcome('r3@x.test').kind).toBe('in_doubt');
    const kept = receiver.messages.map(({ to }) => to[0]);
    const accepted = addresses(6).filter((to) => list.outcome(to).kind === 'accepted');
    expect(kept.filter((to) => to !== 'r1@x.test')).toEqual(accepted);
    expect(kept).toContain('r1@x.test');
  });

  it('is in doubt when the server never answers the final dot, and the lane is free again', async () => {
    await start({ pipelining, rules: [misbehaviour.hangAfterDot('r1@x.test', 1)] });
    const list = new MailList().add(...addresses(4));
    const pool = lanePool(once(), list, { timeouts: SHORT });
    pool.poke();
    await list.settled();
    expect(list.outcome('r1@x.test')).toMatchObject({
      kind: 'in_doubt',
      reason: 'no reply to the final dot',
    });
    list.add('later@x.test');
    pool.poke();
    await list.settled();
    expect(list.outcome('later@x.test').kind).toBe('accepted');
  });

  it('is unsent when the server stops reading inside the message', async () => {
    await start({ pipelining, rules: [misbehaviour.hangInsideData('r0@x.test')] });
    const big = message('r0@x.test', 'All work and no play.\r\n'.repeat(1_000_000));
    const list = new MailList().add({ to: 'r0@x.test', message: () => big }, 'r1@x.test');
    lanePool(once(), list, { timeouts: { ...SHORT, block: 1 } }).poke();
    await list.settled();
    expect(list.outcome('r0@x.test')).toMatchObject({
      kind: 'unsent',
      reason: 'the server stopped reading the message',
    });
  });

  it('is unsent when the connection is reset inside the message', async () => {
    await start({ pipelining, rules: [{ at: 'body', to: 'r0@x.test', then: 'reset' }] });
    const big = message('r0@x.test', 'All work and no play.\r\n'.repeat(1_000_000));
    const list = new MailList().add({ to: 'r0@x.test', message: () => big }, 'r1@x.test');
    lanePool(once(), list).poke();
    await list.settled();
    expect(list.outcome('r0@x.test').kind).toBe('unsent');
  });

  it.each(['mail', 'rcpt', 'data'] as const)('is unsent when the connection closes at %s', async (at) => {
    await start({ pipelining, rules: [{ at, then: 'close', times: 1 }] });
    const list = new MailList().add('r0@x.test');
    lanePool(once(), list).poke();
    await list.settled();
    expect(list.outcome('r0@x.test').kind).toBe('unsent');
    expect(receiver.messages).toHaveLength(0);
  });

  it.each(['mail', 'rcpt', 'data', 'dot'] as const)(
    'takes a 421 at %s as the answer to that mail only',
    async (at) => {
      await start({ pipelining, rules: [{ at, to: at === 'mail' ? undefined : 'r0@x.test', times: 1, reply: '421 4.3.2 going down', then: 'close' }] }); // prettier-ignore
      const list = new MailList().add('r0@x.test');
      lanePool(once(), list).poke();
      await list.settled();
      const stage = at === 'dot' ? 'body' : at;
      expect(list.outcome('r0@x.test')).toMatchObject({ kind: 'deferred', code: 421, stage });
    },
  );

  it('closes the connection instead of sending a mail withdrawn at the last gate', async () => {
    await start({ pipelining });
    const list = new MailList().add(
      'r0@x.test',
      { to: 'r1@x.test', permit: () => Promise.resolve('drop' as const) },
      'r2@x.test',
    );
    lanePool(once(), list).poke();
    await list.settled();
    expect(list.outcome('r1@x.test')).toEqual({ kind: 'dropped' });
    expect(receiver.messages.map(({ to }) => to[0])).toEqual(['r0@x.test', 'r2@x.test']);
    expect(receiver.connectionsOpened).toBe(2);
  });

  it('is unsent when the text cannot be made, or the gate fails', async () => {
    await start({ pipelining });
    const fail = (): never => {
      throw new Error('no key');
    };
    const list = new MailList().add(
      'r0@x.test',
      { to: 'r1@x.test', message: fail },
      { to: 'r2@x.test', permit: fail },
    );
    list.add({ to: 'r3@x.test', message: async () => fail() }, 'r4@x.test');
    lanePool(once(), list).poke();
    await list.settled();
    expect(['r1@x.test', 'r2@x.test', 'r3@x.test'].map((to) => list.outcome(to).kind)).toEqual(
      Array(3).fill('unsent'),
    );
    expect(receiver.messages.map(({ to }) => to[0])).toEqual(['r0@x.test', 'r4@x.test']);
  });

  it('asks the last gate only after 354 and with the text in hand', async () => {
    await start({ pipelining });
    const order: string[] = [];
    const list = new MailList().add({
      message: async () => {
        await receiver.waitFor(() => receiver.commands.some((line) => line.endsWith('DATA')));
        order.push('text');
        return message('a@x.test');
      },
      permit: () => {
        order.push('gate');
        return 'go';
      },
    });
    lanePool(once(), list).poke();
    await list.settled();
    expect(order).toEqual(['text', 'gate']);
    expect(receiver.messages).toHaveLength(1);
  });

  it.each([
    ['go', 'unsent'],
    ['drop', 'dropped'],
  ] as const)(
    'holds the outcome back while the gate is being asked (%s), and sends nothing',
    async (answer, kind) => {
      await start({ pipelining });
      let permit: (answer: 'go' | 'drop') => void = () => undefined;
      let asked: () => void;
      const waiting = new Promise<void>((resolve) => (asked = resolve));
      const list = new MailList().add({
        permit: () => {
          asked();
          return new Promise((resolve) => (permit = resolve));
        },
      });
      const events: string[] = [];
      let lost: () => void;
      const connectionLost = new Promise<void>((resolve) => (lost = resolve));
      const onEvent = ({ name }: { name: string }): void => {
        events.push(name);
        if (name === 'smtp.connection_lost') lost();
      };
      lanePool(once(), list, { onEvent }).poke();
      await waiting;
      receiver.dropConnections();
      await connectionLost;
      expect(list.kinds()).toEqual([]);
      permit(answer);
      await list.settled();
      expect(list.kinds()).toEqual([kind]);
      expect(receiver.messages).toHaveLength(0);
    },
  );

  it.each(['hello there', '354 again', '250 one\n250 two', '25'])(
    'is in doubt after a garbled answer to the dot: %j',
    async (reply) => {
      await start({ pipelining, rules: [{ at: 'dot', to: 'r0@x.test', reply, then: 'hang' }] });
      const list = new MailList().add('r0@x.test');
      lanePool(once(), list, { timeouts: SHORT }).poke();
      await list.settled();
      expect(list.outcome('r0@x.test').kind).toBe(reply.startsWith('250') ? 'accepted' : 'in_doubt');
    },
  );

  it('takes an early refusal of a long message as definite', async () => {
    await start({
      pipelining,
      rules: [{ at: 'body', to: 'r0@x.test', reply: '552 5.3.4 too large', then: 'hang' }],
    });
    const big = message('r0@x.test', 'All work and no play.\r\n'.repeat(1_000_000));
    const list = new MailList().add({ to: 'r0@x.test', message: () => big }, 'r1@x.test');
    lanePool(once(), list).poke();
    await list.settled();
    expect(list.outcome('r0@x.test')).toMatchObject({ kind: 'refused', code: 552, stage: 'body' });
    expect(receiver.messages.map(({ to }) => to[0])).toEqual(pipelining ? [] : ['r1@x.test']);
  });

  it('does not take an early acceptance of a long message for one', async () => {
    await start({
      pipelining,
      rules: [{ at: 'body', to: 'r0@x.test', reply: '250 2.0.0 thanks', then: 'hang' }],
    });
    const big = message('r0@x.test', 'All work and no play.\r\n'.repeat(1_000_000));
    const list = new MailList().add({ to: 'r0@x.test', message: () => big });
    lanePool(once(), list).poke();
    await list.settled();
    expect(list.outcome('r0@x.test').kind).toBe('in_doubt');
  });
});
