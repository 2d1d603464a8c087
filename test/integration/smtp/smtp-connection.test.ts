import { afterEach, describe, expect, it } from '@jest/globals';
import { openConnection } from '../../../src/delivery/smtp/smtp-connection.js';
import { parseSmtpServers } from '../../../src/delivery/smtp/smtp-server-url.js';
import { RFC_5321_TIMEOUTS } from '../../../src/delivery/smtp/smtp-timeouts.js';
import {
  expiredCertificate,
  goodCertificate,
  testAuthority,
  wrongCertificate,
} from '../../support/smtp-receiver-certificates.js';
import { SmtpReceiver, type ReceiverOptions } from '../../support/smtp-receiver.js';
import { SHORT } from './lanes.js';

let receiver: SmtpReceiver;
afterEach(() => receiver.stop());

const start = async (options: ReceiverOptions = {}): Promise<void> =>
  void (receiver = await SmtpReceiver.start(options));

/** Opens a connection as a URL with these parts says, and closes it again. */
async function open({
  user = '',
  query = '',
  ca = testAuthority,
}: { user?: string; query?: string; ca?: string } = {}) {
  const [server] = parseSmtpServers(`${receiver.url.replace('://', `://${user}`)}${query}`);
  const connection = await openConnection(server!, { ...RFC_5321_TIMEOUTS, ...SHORT }, { ca });
  connection.socket.destroy();
  return connection;
}

describe('opening a connection', () => {
  it('reads what the server offers', async () => {
    await start({ size: 1_000_000 });
    const { features, secure } = await open();
    expect(features).toMatchObject({ pipelining: true, eightBitMime: true, smtpUtf8: true, size: 1_000_000 });
    expect(secure).toBe(false);
  });

  it('says HELO to a server that does not know EHLO', async () => {
    await start({ ehlo: false });
    const { features } = await open({ query: '?name=us.test' });
    expect(features.pipelining).toBe(false);
    expect(receiver.commands).toEqual(['1 EHLO us.test', '1 HELO us.test']);
  });

  it('passes on what the server says at the greeting', async () => {
    await start({ rules: [{ at: 'greeting', reply: '554 5.7.1 go away', then: 'close' }] });
    await expect(open()).rejects.toMatchObject({
      stage: 'greeting',
      code: 554,
      message: 'greeting: 554 5.7.1 go away',
    });
  });

  it.each([
    ['silent', { at: 'greeting', then: 'hang' }, /greeting: no answer within/],
    ['gone', { at: 'greeting', then: 'reset' }, /ECONNRESET|closed/],
    ['no SMTP server', { at: 'greeting', reply: 'HTTP/1.1 400 Bad Request' }, /not an SMTP reply/],
    ['out of step', { at: 'greeting', reply: '220 one\n220 two' }, /out of turn/],
  ] as const)('fails clearly when the other end is %s', async (_, rule, message) => {
    await start({ rules: [rule] });
    await expect(open()).rejects.toThrow(message);
  });
});

describe('securing a connection', () => {
  it('uses STARTTLS where it is offered, and asks again what is offered', async () => {
    await start({ tls: goodCertificate });
    const { secure } = await open();
    expect(secure).toBe(true);
    expect(receiver.commands.map((line) => line.slice(2, 6))).toEqual(['EHLO', 'STAR', 'EHLO']);
    expect(receiver.violations).toEqual([]);
  });

  it('speaks TLS from the first byte to smtps', async () => {
    await start({ tls: goodCertificate, implicitTls: true });
    expect((await open()).secure).toBe(true);
  });

  it.each([
    ['expired', expiredCertificate, testAuthority, /expired/],
    ['for another host', wrongCertificate, testAuthority, /IP|altnames/],
    ['signed by nobody we trust', goodCertificate, wrongCertificate.cert, /certificate/],
  ])('refuses a certificate that is %s, with STARTTLS and without', async (_, tls, ca, message) => {
    await start({ tls });
    await expect(open({ ca })).rejects.toMatchObject({
      stage: 'tls',
      message: expect.stringMatching(message),
    });
    await receiver.stop();
    await start({ tls, implicitTls: true });
    await expect(open({ ca })).rejects.toMatchObject({
      stage: 'tls',
      message: expect.stringMatching(message),
    });
    expect(receiver.connectionsSecured).toBeLessThanOrEqual(1);
    expect(receiver.commands).toEqual([]);
  });

  it('never goes on in plain text where TLS is required', async () => {
    await start();
    await expect(open({ query: '?starttls=required' })).rejects.toThrow(
      'required, but the server does not offer',
    );
    await receiver.stop();
    await start({ tls: goodCertificate, rules: [{ at: 'starttls', reply: '454 4.7.0 not now' }] });
    await expect(open({ query: '?starttls=required' })).rejects.toThrow('required, but 454');
  });

  it('goes on in plain text where TLS is only welcome', async () => {
    await start({ tls: goodCertificate, rules: [{ at: 'starttls', reply: '454 4.7.0 not now' }] });
    expect((await open()).secure).toBe(false);
  });

  it('leaves TLS alone when told so', async () => {
    await start({ tls: goodCertificate });
    expect((await open({ query: '?starttls=never' })).secure).toBe(false);
  });

  it('refuses replies smuggled in before TLS', async () => {
    await start({
      tls: goodCertificate,
      rules: [{ at: 'starttls', reply: '220 go\n250-evil\n250 AUTH PLAIN' }],
    });
    await expect(open()).rejects.toThrow('out of turn');
  });
});

describe('signing in', () => {
  const auth = { user: 'press', pass: 'geheim & süß' };
  const user = `press:${encodeURIComponent(auth.pass)}@`;

  it.each(['PLAIN', 'LOGIN'] as const)('by AUTH %s', async (method) => {
    await start({ auth: { ...auth, methods: [method] }, tls: goodCertificate });
    await expect(open({ user })).resolves.toBeDefined();
    expect(receiver.commands.at(-1)).toMatch(new RegExp(`AUTH ${method}`));
  });

  it('fails with the words of the server and without the password', async () => {
    await start({ auth, tls: goodCertificate });
    const error = await open({ user: 'press:wrong-secret@' }).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({
      stage: 'auth',
      code: 535,
      message: 'auth: 535 5.7.8 wrong name or password',
    });
    expect(JSON.stringify(error)).not.toContain('wrong-secret');
  });

  it('fails when the server offers no method we speak', async () => {
    await start({ auth: { ...auth, methods: [] } });
    await expect(open({ user })).rejects.toThrow('not PLAIN or LOGIN');
  });
});
