import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type InboundLimits,
  type InboundMail,
  type InboundServer,
  type InboundServerOptions,
  startInboundServer,
} from '../../../src/bounces/inbound-server.js';
import { goodCertificate, testAuthority } from '../../support/smtp-receiver-certificates.js';

const OURS = 'b-1-0000000000000000000000000@bounces.example';

describe('the inbound server', () => {
  let server: InboundServer;
  let kept: InboundMail[];
  let open: Talk[] = [];

  afterEach(async () => {
    for (const talk of open) talk.socket.destroy();
    open = [];
    await server.close();
  });

  async function start(limits: Partial<InboundLimits> = {}, more: Partial<InboundServerOptions> = {}) {
    kept = [];
    server = await startInboundServer({
      host: '127.0.0.1',
      port: 0,
      accepts: (rcpt) => rcpt === OURS || rcpt.startsWith('b-2'),
      keep: async (mail) => void kept.push(mail),
      limits,
      ...more,
    });
  }
  async function talk(): Promise<Talk> {
    const one = new Talk(connect(server.port, '127.0.0.1'));
    open.push(one);
    await one.reply();
    return one;
  }
  async function ready(): Promise<Talk> {
    const one = await talk();
    await one.say('EHLO client.example');
    return one;
  }

  it('keeps what was sent to our own address, with its sender', async () => {
    await start();
    const client = await ready();
    expect(await client.say('MAIL FROM:<>')).toMatch(/^250/);
    expect(await client.say(`RCPT TO:<${OURS}>`)).toMatch(/^250/);
    expect(await client.say('DATA')).toMatch(/^354/);
    expect(await client.say('Subject: x\r\n\r\n..dot\r\n.')).toMatch(/^250/);
    expect(kept).toMatchObject([{ rcpt: OURS, sender: '' }]);
    expect(kept[0]?.raw.toString()).toBe('Subject: x\r\n\r\n.dot\r\n');
  });

  it('relays nothing: other recipients are refused, routed, quoted or with a percent sign too', async () => {
    await start();
    const client = await ready();
    await client.say('MAIL FROM:<a@b.example>');
    for (const to of [
      'victim@elsewhere.example',
      `@elsewhere.example:victim@elsewhere.example`,
      '"victim@elsewhere.example"@bounces.example',
      'victim%elsewhere.example@bounces.example',
      'elsewhere.example!victim@bounces.example',
    ])
      expect(await client.say(`RCPT TO:<${to}>`)).toMatch(/^5/);
    expect(await client.say('DATA')).toMatch(/^503/);
    expect(await client.say('AUTH PLAIN AGEAYg==')).toMatch(/^5/);
    expect(kept).toEqual([]);
  });

  it.each([
    ['LF . LF', '\n.\n'],
    ['LF . CRLF', '\n.\r\n'],
    ['CRLF . LF', '\r\n.\n'],
    ['CR . CR', '\r.\r'],
    ['CRLF . CR', '\r\n.\r'],
  ])('takes one mail, not two, when a second is smuggled behind %s', async (_, end) => {
    await start();
    const client = await ready();
    await client.say('MAIL FROM:<>');
    await client.say(`RCPT TO:<${OURS}>`);
    await client.say('DATA');
    const smuggled = `MAIL FROM:<>\r\nRCPT TO:<b-2@bounces.example>\r\nDATA\r\nSubject: two\r\n\r\ntwo`;
    expect(await client.say(`Subject: one\r\n\r\none${end}${smuggled}\r\n.`)).toMatch(/^250/);
    expect(await client.say('NOOP')).toMatch(/^250/);
    expect(kept).toHaveLength(1);
    expect(kept[0]?.raw.toString()).toContain('MAIL FROM');
  });

  it('refuses a mail that is larger than it takes, announced or not, and goes on', async () => {
    await start({ size: 1000 });
    const client = await ready();
    expect(await client.say('MAIL FROM:<> SIZE=2000')).toMatch(/^552/);
    expect(await client.say('MAIL FROM:<>')).toMatch(/^250/);
    await client.say(`RCPT TO:<${OURS}>`);
    await client.say('DATA');
    expect(await client.say(`${'x'.repeat(70)}\r\n`.repeat(40) + '.')).toMatch(/^552/);
    expect(kept).toEqual([]);
    expect(await client.say('MAIL FROM:<>')).toMatch(/^250/);
  });

  it('limits recipients of a mail, and ends the session of who guesses addresses', async () => {
    await start({ recipients: 2, strangers: 3 });
    const client = await ready();
    await client.say('MAIL FROM:<>');
    expect(await client.say(`RCPT TO:<${OURS}>`)).toMatch(/^250/);
    expect(await client.say('RCPT TO:<b-2@bounces.example>')).toMatch(/^250/);
    expect(await client.say('RCPT TO:<b-23@bounces.example>')).toMatch(/^452/);
    const guesser = await ready();
    await guesser.say('MAIL FROM:<>');
    expect(await guesser.say('RCPT TO:<x1@bounces.example>')).toMatch(/^550/);
    expect(await guesser.say('RCPT TO:<x2@bounces.example>')).toMatch(/^550/);
    expect(await guesser.say('RCPT TO:<x3@bounces.example>')).toMatch(/^421/);
    await guesser.closed();
  });

  it('lets no address take all the places', async () => {
    await start({ clientsPerAddress: 2 });
    const first = await ready();
    await ready();
    const third = new Talk(connect(server.port, '127.0.0.1'));
    open.push(third);
    expect(await third.reply()).toMatch(/^421/);
    await third.closed();
    first.socket.destroy();
    await first.closed();
    await expect(untilWelcome()).resolves.toMatch(/^220/);
  });

  async function untilWelcome(): Promise<string> {
    for (;;) {
      const one = new Talk(connect(server.port, '127.0.0.1'));
      open.push(one);
      const reply = await one.reply();
      if (!reply.startsWith('421')) return reply;
      await one.closed();
    }
  }

  it('ends a client that says nothing, and one that says a byte at a time', async () => {
    await start({ idle: 200, session: 600 });
    const silent = await ready();
    await silent.closed();
    const slow = await ready();
    const dripping = setInterval(() => slow.socket.write('N'), 50);
    await slow.closed();
    clearInterval(dripping);
  });

  it('offers TLS only where it has a certificate', async () => {
    await start();
    expect(await (await talk()).say('EHLO client.example')).not.toContain('STARTTLS');
    await server.close();
    await start(
      {},
      { tls: { key: Buffer.from(goodCertificate.key), cert: Buffer.from(goodCertificate.cert) } },
    );
    const client = await talk();
    expect(await client.say('EHLO client.example')).toContain('STARTTLS');
    expect(await client.say('STARTTLS')).toMatch(/^220/);
    client.socket.removeAllListeners('data');
    const secure = connectTls({ socket: client.socket, ca: testAuthority, servername: 'localhost' });
    await once(secure, 'secureConnect');
    const private_ = new Talk(secure);
    expect(await private_.say('EHLO client.example')).toMatch(/^250/);
    secure.destroy();
  });

  it('forgets what was said before the encryption began, and in the same breath', async () => {
    await start(
      {},
      { tls: { key: Buffer.from(goodCertificate.key), cert: Buffer.from(goodCertificate.cert) } },
    );
    const client = await ready();
    expect(await client.say('MAIL FROM:<before@evil.example>')).toMatch(/^250/);
    expect(await client.say(`STARTTLS\r\nRCPT TO:<${OURS}>\r\nNOOP`)).toMatch(/^220/);
    client.socket.removeAllListeners('data');
    const secure = connectTls({ socket: client.socket, ca: testAuthority, servername: 'localhost' });
    const inside = new Talk(secure);
    await once(secure, 'secureConnect');
    expect(await inside.say('NOOP')).toMatch(/^250/);
    expect(await inside.say('DATA')).toMatch(/^50/);
    expect(await inside.say('EHLO client.example')).toContain('250');
    expect(await inside.say('DATA')).toMatch(/^503/);
    expect(kept).toEqual([]);
    secure.destroy();
  });

  it('asks to try again when the mail could not be kept', async () => {
    await start({}, { keep: () => Promise.reject(new Error('database away')) });
    const client = await ready();
    await client.say('MAIL FROM:<>');
    await client.say(`RCPT TO:<${OURS}>`);
    await client.say('DATA');
    expect(await client.say('Subject: x\r\n\r\nx\r\n.')).toMatch(/^451 4\.3\.0/);
  });
});

/** Speaks SMTP by hand. */
class Talk {
  private heard = '';
  private wake: () => void = () => undefined;
  private readonly gone: Promise<unknown>;

  constructor(readonly socket: Socket) {
    this.gone = new Promise((resolve) => socket.once('close', resolve));
    socket.on('data', (piece: Buffer) => {
      this.heard += piece.toString();
      this.wake();
    });
    socket.on('error', () => undefined);
  }

  /** The next whole reply, of one line or of several. */
  async reply(): Promise<string> {
    for (;;) {
      const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(this.heard)?.[0];
      if (whole) {
        this.heard = this.heard.slice(whole.length);
        return whole;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  say(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.reply();
  }

  async closed(): Promise<void> {
    await this.gone;
  }
}
