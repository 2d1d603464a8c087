import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { SmtpServerUrlError, isLoopback, parseSmtpServers } from './smtp-server-url.js';

describe('SMTP_URL', () => {
  it('names one server with everything else at its default', () => {
    const [server] = parseSmtpServers('smtp://relay.test');
    expect(server).toMatchObject({
      name: 'relay.test:587',
      host: 'relay.test',
      port: 587,
      implicitTls: false,
      startTls: 'opportunistic',
      connections: 10,
      maxMessages: 1000,
      pipelining: true,
    });
    expect(server!.weight).toBeUndefined();
    expect(server!.credentials).toBeUndefined();
  });

  it('names several, separated by commas or white space', () => {
    const servers = parseSmtpServers(' smtp://a.test:25, smtps://b.test\n smtp://[::1]:2525 ');
    expect(servers.map(({ name }) => name)).toEqual(['a.test:25', 'b.test:465', '[::1]:2525']);
    expect(servers[2]!.host).toBe('::1');
  });

  it('takes every option', () => {
    const query =
      'weight=2&connections=50&starttls=never&maxMessages=7&name=us.test&pipelining=off&proxy=http://p:3128';
    const [server] = parseSmtpServers(`smtp://relay.test?${query}`);
    expect(server).toMatchObject({
      weight: 2,
      connections: 50,
      startTls: 'never',
      maxMessages: 7,
      ehloName: 'us.test',
      pipelining: false,
      proxy: 'http://p:3128',
    });
  });

  it('requires TLS before a password goes to another machine, not within this one', () => {
    expect(parseSmtpServers('smtp://u:p@relay.test')[0]!.startTls).toBe('required');
    expect(parseSmtpServers('smtp://u:p@localhost')[0]!.startTls).toBe('opportunistic');
    expect(() => parseSmtpServers('smtp://u:p@relay.test?starttls=never')).toThrow('without TLS');
  });

  it('decodes the password and never shows it', () => {
    const [server] = parseSmtpServers('smtps://press:s%40cret%2C%20%C3%BC@relay.test');
    expect(server!.credentials!.reveal()).toBe('s@cret, ü');
    for (const shown of [
      JSON.stringify(server),
      inspect(server, { depth: 9, showHidden: true }),
      String(server),
    ]) {
      expect(shown).not.toContain('cret');
    }
  });

  it.each([
    ['', 'names no server'],
    ['relay.test', 'Server 1 in SMTP_URL is not a URL'],
    ['smtp://a.test http://b.test', 'Server 2 in SMTP_URL is not a URL'],
    ['smtp://', 'Server 1'],
    ['smtp://a.test smtp://a.test:587', 'names a.test:587 twice'],
    ['smtp://a.test?speed=9', 'a.test:587: unknown option "speed"'],
    ['smtp://a.test?connections=0', 'connections must be a whole number from 1 to 500, not "0"'],
    ['smtp://a.test?weight=1.5', 'weight must be a whole number'],
    ['smtp://a.test?starttls=yes', 'starttls must be required, opportunistic, never, not "yes"'],
    ['smtps://a.test?starttls=required', 'no meaning with smtps'],
    ['smtp://a.test?pipelining=maybe', 'pipelining must be on or off'],
    ['smtp://a.test?name=a%0d%0ab', 'name must be a host name'],
    ['smtp://a.test?proxy=socks5://p', 'proxy must be a URL'],
    ['smtp://a.test/inbox', 'a path has no meaning'],
    ['smtp://only-user@a.test', 'a user needs a password'],
  ])('refuses %j: %s', (value, message) => {
    expect(() => parseSmtpServers(value)).toThrow(SmtpServerUrlError);
    expect(() => parseSmtpServers(value)).toThrow(message);
  });

  it('does not repeat the password in an error', () => {
    const wrong = [
      'smtp://u:pass-word@a.test?x=1',
      'smtp://u:pass-word@',
      'ftp://u:pass-word@a',
      'smtp://u:pass-word%zz@a',
    ];
    for (const value of wrong) {
      expect(() => parseSmtpServers(value)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('pass-word') }),
      );
    }
  });
});

it('knows this machine by its names', () => {
  expect(['localhost', '127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
  expect(['relay.test', '127.evil.test', '10.0.0.1', '', '::2'].some(isLoopback)).toBe(false);
});
