import { afterEach, describe, expect, it } from '@jest/globals';
import type { SmtpServerEvent } from '../../../src/delivery/smtp/server-lanes.js';
import {
  expiredCertificate,
  goodCertificate,
  testAuthority,
} from '../../support/smtp-receiver-certificates.js';
import { SmtpReceiver, type ReceiverOptions, misbehaviour } from '../../support/smtp-receiver.js';
import { MailList, SHORT, addresses, closePools, lanePool, message } from './lanes.js';

const receivers: SmtpReceiver[] = [];
const start = async (options: ReceiverOptions = {}): Promise<SmtpReceiver> => {
  const receiver = await SmtpReceiver.start(options);
  receivers.push(receiver);
  return receiver;
};

afterEach(async () => {
  closePools();
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});

const received = (): string[] => receivers.flatMap(({ messages }) => messages.flatMap(({ to }) => to)).sort();

describe('a pool of connections', () => {
  it('spreads the mails over its connections and loses none', async () => {
    const receiver = await start();
    const list = new MailList().add(...addresses(300));
    lanePool(`${receiver.url}?connections=7`, list).poke();
    await list.settled();
    expect(received()).toEqual(addresses(300).sort());
    expect(receiver.connectionsOpened).toBe(7);
  });

  it('carries mails over TLS as well, each once', async () => {
    const receiver = await start({ tls: goodCertificate });
    const list = new MailList().add(...addresses(60));
    list.add({
      to: 'big@x.test',
      message: () => message('big@x.test', 'A line of text.\r\n'.repeat(100_000)),
    });
    lanePool(`${receiver.url}?connections=3&starttls=required`, list, {
      trust: { ca: testAuthority },
    }).poke();
    await list.settled();
    expect(received()).toEqual([...addresses(60), 'big@x.test'].sort());
    expect(receiver.messages.every(({ secure }) => secure)).toBe(true);
  });

  it('is in doubt over TLS, too, when the reply to the final dot is lost', async () => {
    const receiver = await start({ tls: goodCertificate, rules: [misbehaviour.replyLost('r2@x.test')] });
    const list = new MailList().add(...addresses(5));
    lanePool(`${receiver.url}?connections=1`, list, { trust: { ca: testAuthority } }).poke();
    await list.settled();
    expect(list.outcome('r2@x.test').kind).toBe('in_doubt');
    expect(received()).toContain('r2@x.test');
  });

  it('is unsent over TLS, too, when the server stops reading inside the message', async () => {
    const receiver = await start({ tls: goodCertificate, rules: [misbehaviour.hangInsideData()] });
    const big = message('a@x.test', 'All work and no play.\r\n'.repeat(1_000_000));
    const list = new MailList().add({ message: () => big });
    const timeouts = { ...SHORT, block: 1 };
    lanePool(`${receiver.url}?connections=1`, list, { trust: { ca: testAuthority }, timeouts }).poke();
    await list.settled();
    expect(list.kinds()).toEqual(['unsent']);
  });

  it('waits for mails that come later, one by one or as a promise', async () => {
    const receiver = await start();
    const list = new MailList();
    const late = { next: (server: string) => Promise.resolve(list.next(server)) };
    const pool = lanePool(receiver.url, late);
    for (const to of addresses(5)) {
      list.add(to);
      pool.poke(1);
      await list.settled();
    }
    expect(received()).toEqual(addresses(5));
    expect(receiver.connectionsOpened).toBe(1);
  });

  it('opens its connections before they are needed', async () => {
    const receiver = await start();
    const list = new MailList();
    const pool = lanePool(`${receiver.url}?connections=5`, list);
    await expect(pool.warm()).resolves.toBe(5);
    list.add(...addresses(20));
    pool.poke();
    await list.settled();
    expect(receiver.connectionsOpened).toBe(5);
  });

  it('keeps idle connections alive', async () => {
    const receiver = await start();
    const pool = lanePool(receiver.url, new MailList(), { timeouts: { keepAlive: 40 } });
    await pool.warm(1);
    await receiver.waitFor(() => receiver.commands.filter((line) => line.endsWith('NOOP')).length > 2);
    expect(receiver.connectionsOpened).toBe(1);
  });

  it('gives up connections that stay idle, in order', async () => {
    const receiver = await start();
    const pool = lanePool(receiver.url, new MailList(), { timeouts: { idle: 40 } });
    await pool.warm(3);
    await receiver.waitFor(() => receiver.connectionsOpen === 0);
    expect(receiver.commands.filter((line) => line.endsWith('QUIT'))).toHaveLength(3);
    expect(receiver.connectionsOpened).toBe(3);
  });

  it('replaces a connection after its share of mails', async () => {
    const receiver = await start();
    const list = new MailList().add(...addresses(25));
    lanePool(`${receiver.url}?connections=1&maxMessages=10`, list).poke();
    await list.settled();
    expect(receiver.connectionsOpened).toBe(3);
    expect(received()).toHaveLength(25);
  });

  it('finishes what is on the way when it is drained, takes no more, and says QUIT', async () => {
    const receiver = await start({ replyDelayMs: 5 });
    const list = new MailList().add(...addresses(1000));
    const pool = lanePool(`${receiver.url}?connections=4`, list);
    pool.poke();
    await receiver.waitForMessages(20);
    await pool.drain();
    expect(list.left).toBeGreaterThan(0);
    expect(new Set(list.kinds())).toEqual(new Set(['accepted']));
    expect(list.kinds()).toHaveLength(list.taken.length);
    expect(received()).toHaveLength(list.taken.length);
    expect(receiver.commands.filter((line) => line.endsWith('QUIT'))).toHaveLength(4);
  });

  it('settles everything it took when it is aborted', async () => {
    const receiver = await start({ rules: [misbehaviour.hangAfterDot()] });
    const list = new MailList().add(...addresses(100));
    const pool = lanePool(`${receiver.url}?connections=4`, list);
    pool.poke();
    await receiver.waitFor(() => receiver.sessions.size === 4 && list.taken.length === 8);
    pool.abort('shutting down');
    expect(list.kinds().sort()).toEqual([...Array(4).fill('in_doubt'), ...Array(4).fill('unsent')]);
  });
});

describe('a server that fails', () => {
  it('takes no mail while it cannot be reached, and all when it is back', async () => {
    const receiver = await start();
    await receiver.stop();
    const list = new MailList().add(...addresses(20));
    const events: string[] = [];
    let failedTwice: () => void;
    const failing = new Promise<void>((resolve) => (failedTwice = resolve));
    const onEvent = ({ name }: { name: string }): void => {
      events.push(name);
      if (events.length === 2) failedTwice();
    };
    const pool = lanePool(`${receiver.url}?connections=3`, list, { onEvent });
    pool.poke();
    await failing;
    expect(list.taken).toEqual([]);
    expect(pool.status[0]).toMatchObject({
      open: 0,
      failures: 2,
      lastError: expect.stringContaining('ECONNREFUSED'),
    });
    await receiver.reopen();
    await list.settled();
    expect(received()).toEqual(addresses(20).sort());
  });

  it('is tried again after 421 at the greeting', async () => {
    const receiver = await start({ rules: [misbehaviour.busyAtGreeting(2)] });
    const list = new MailList().add(...addresses(10));
    lanePool(`${receiver.url}?connections=2`, list).poke();
    await list.settled();
    expect(received()).toEqual(addresses(10).sort());
  });

  it('never gets a mail past a certificate that is not valid', async () => {
    const receiver = await start({ tls: expiredCertificate });
    const events: SmtpServerEvent[] = [];
    const list = new MailList().add('a@x.test');
    const pool = lanePool(receiver.url, list, {
      trust: { ca: testAuthority },
      onEvent: (event) => events.push(event as SmtpServerEvent),
    });
    await expect(pool.warm()).resolves.toBe(0);
    expect(events[0]).toMatchObject({
      name: 'smtp.connect_failed',
      reason: expect.stringContaining('expired'),
    });
    expect(list.taken).toEqual([]);
  });

  it('leaves its mails to the other servers', async () => {
    const down = await start();
    await down.stop();
    const up = await start();
    const list = new MailList().add(...addresses(50));
    lanePool(`${down.url} ${up.url}`, list).poke();
    await list.settled();
    expect(up.messages).toHaveLength(50);
  });

  it('loses and repeats nothing when it goes away in the middle', async () => {
    const [one, two] = [await start({ replyDelayMs: 1 }), await start({ replyDelayMs: 1 })];
    const list = new MailList().add(...addresses(400));
    lanePool(`${one!.url}?connections=5,${two!.url}?connections=5`, list).poke();
    await one!.waitForMessages(50);
    await one!.stop();
    await list.settled();
    const accepted = addresses(400).filter((to) => list.outcome(to).kind === 'accepted');
    const doubtful = addresses(400).filter((to) => list.outcome(to).kind === 'in_doubt');
    const unsent = addresses(400).filter((to) => list.outcome(to).kind === 'unsent');
    expect(accepted.length + doubtful.length + unsent.length).toBe(400);
    expect(received().length).toBe(new Set(received()).size);
    expect(received()).toEqual(expect.arrayContaining(accepted));
    for (const to of unsent) expect(received()).not.toContain(to);
    expect(doubtful.length).toBeLessThanOrEqual(5);
  });
});

describe('several servers', () => {
  it('take mails in proportion to their weights', async () => {
    const [one, two] = [await start(), await start()];
    const list = new MailList().add(...addresses(2000));
    const pool = lanePool(`${one!.url}?weight=4&connections=5,${two!.url}?weight=1&connections=5`, list);
    await pool.warm();
    pool.poke();
    await list.settled();
    expect(one!.messages.length + two!.messages.length).toBe(2000);
    expect(two!.messages.length).toBeGreaterThan(300);
    expect(two!.messages.length).toBeLessThan(500);
  });

  it('go on alone when the other does not keep up', async () => {
    const [one, two] = [await start(), await start({ rules: [misbehaviour.hangAfterDot()] })];
    const list = new MailList().add(...addresses(500));
    lanePool(`${one!.url}?weight=1&connections=2,${two!.url}?weight=1&connections=2`, list).poke();
    await one!.waitForMessages(490);
    expect(two!.messages).toHaveLength(0);
  });
});

describe('what is said to the server', () => {
  it('declares the size, 8-bit content and UTF-8 addresses where the server offers it', async () => {
    const receiver = await start({ size: 10_000 });
    const list = new MailList().add({
      to: 'jörg@bücher.test',
      content: '8bit',
      size: 99,
      message: () => message('jörg@bücher.test', 'Größe'),
    });
    lanePool(receiver.url, list).poke();
    await list.settled();
    const [kept] = receiver.messages;
    expect(kept!.to).toEqual(['jörg@bücher.test']);
    expect([...kept!.parameters]).toEqual([['SIZE', '99'], ['BODY', '8BITMIME'], ['SMTPUTF8', '']]); // prettier-ignore
    expect(kept!.text).toContain('Größe');
  });

  it('does not send what the server cannot take, and says why', async () => {
    const receiver = await start({ size: 100, smtpUtf8: false, eightBitMime: false });
    const list = new MailList().add(
      'jörg@x.test',
      { to: 'b@x.test', content: '8bit' },
      { to: 'c@x.test', size: 101 },
      'd@x.test',
    );
    lanePool(receiver.url, list).poke();
    await list.settled();
    expect(list.outcome('jörg@x.test')).toMatchObject({
      kind: 'unsendable',
      reason: expect.stringContaining('SMTPUTF8'),
    });
    expect(list.outcome('b@x.test')).toMatchObject({
      kind: 'unsendable',
      reason: expect.stringContaining('8BITMIME'),
    });
    expect(list.outcome('c@x.test')).toMatchObject({
      kind: 'unsendable',
      reason: expect.stringContaining('101 octets'),
    });
    expect(received()).toEqual(['d@x.test']);
  });

  it.each([
    'a@x.test>\r\nRCPT TO:<b@x.test',
    'a b@x.test',
    'a\0@x.test',
    '<a@x.test>',
    'a@x.test\n',
    'a',
    '@x.test',
    '',
  ])('never lets the address %j become a command', async (to) => {
    const receiver = await start();
    const list = new MailList().add({ to }, 'good@x.test');
    lanePool(`${receiver.url}?connections=1`, list).poke();
    await list.settled();
    expect(list.outcome(to).kind).toBe('unsendable');
    expect(received()).toEqual(['good@x.test']);
  });

  it.each(['\n.\n', '\r\n.\n', '\n.\r\n', '\r.\r', '\r\n.\r', '\r\n.\r\n', '\r.\r\n'])(
    'keeps %j inside one message and emits no bare CR or LF',
    async (end) => {
      const receiver = await start();
      const smuggled = `Hello${end}MAIL FROM:<evil@x.test>\r\nRCPT TO:<b@x.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nHi`;
      const list = new MailList().add({ message: () => message('a@x.test', smuggled) }, 'good@x.test');
      lanePool(`${receiver.url}?connections=1`, list).poke();
      await list.settled();
      expect(received()).toEqual(['a@x.test', 'good@x.test']);
      expect(receiver.messagesTo('a@x.test')[0]!.text).toContain('Subject: smuggled');
      expect(receiver.violations).toEqual([]);
    },
  );
});
