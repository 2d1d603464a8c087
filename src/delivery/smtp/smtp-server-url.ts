import { hostname } from 'node:os';
import { domainToASCII } from 'node:url';

/** A user name with its password, which no log, JSON or inspection shows. */
export class SmtpCredentials {
  readonly #password: string;

  constructor(
    readonly user: string,
    password: string,
  ) {
    this.#password = password;
  }

  reveal(): string {
    return this.#password;
  }
}

export type StartTlsRule = 'required' | 'opportunistic' | 'never';

/** One receiving server, as one URL in `SMTP_URL` names it. */
export interface SmtpServer {
  /** `host:port`, for logs, statistics and `MailSource.next`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps://`). */
  readonly implicitTls: boolean;
  readonly startTls: StartTlsRule;
  readonly credentials?: SmtpCredentials;
  /** Share of the mails among the servers that name one; absent: whatever its connections can carry. */
  readonly weight?: number;
  /** Mails per minute over all workers; absent: no limit. */
  readonly perMinute?: number;
  readonly connections: number;
  /** After so many mails a connection is closed and another opened. */
  readonly maxMessages: number;
  readonly pipelining: boolean;
  /** What we call ourselves in EHLO. */
  readonly ehloName: string;
  /** `http://host:port` of a proxy that knows CONNECT. */
  readonly proxy?: string;
}

export class SmtpServerUrlError extends Error {}

const OPTIONS = [
  'weight',
  'perMinute',
  'connections',
  'starttls',
  'maxMessages',
  'name',
  'pipelining',
  'proxy',
];
const START_TLS_RULES: readonly StartTlsRule[] = ['required', 'opportunistic', 'never'];

/**
 * Reads `SMTP_URL`: one URL or several, separated by commas or white space.
 * `smtp[s]://[user:password@]host[:port][?option=value&…]`, options: `weight`, `perMinute`, `connections` (10), `starttls`
 * (`required` where a password goes to another machine, else `opportunistic`; or `never`), `maxMessages` (1000),
 * `name` (for EHLO), `pipelining=off`, `proxy`. A comma or space in a password must be percent-encoded.
 * @throws SmtpServerUrlError naming the server and the option, never the password.
 */
export function parseSmtpServers(value: string): SmtpServer[] {
  const urls = value.split(/[\s,]+/).filter(Boolean);
  if (urls.length === 0) throw new SmtpServerUrlError('SMTP_URL names no server.');
  const servers = urls.map((url, index) => parseSmtpServer(url, index + 1));
  const twice = servers.find((server, at) => servers.findIndex(({ name }) => name === server.name) !== at);
  if (twice) throw new SmtpServerUrlError(`SMTP_URL names ${twice.name} twice.`);
  return servers;
}

function parseSmtpServer(text: string, position: number): SmtpServer {
  const url = readUrl(text, position);
  const implicitTls = url.protocol === 'smtps:';
  const host = readHost(url, position);
  const port = url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port);
  const name = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const option = optionsOf(url, name);
  const credentials = readCredentials(url, name);
  return {
    name,
    host,
    port,
    implicitTls,
    startTls: readStartTls(
      option('starttls'),
      name,
      implicitTls,
      credentials !== undefined && !isLoopback(host),
    ),
    credentials,
    weight: readNumber(option('weight'), name, 'weight', 1, 1000),
    perMinute: readNumber(option('perMinute'), name, 'perMinute', 1, 1_000_000),
    connections: readNumber(option('connections'), name, 'connections', 1, 500) ?? 10,
    maxMessages: readNumber(option('maxMessages'), name, 'maxMessages', 1, 1_000_000) ?? 1000,
    pipelining: readSwitch(option('pipelining'), name, 'pipelining'),
    ehloName: readEhloName(option('name'), name),
    proxy: readProxy(option('proxy'), name),
  };
}

function readUrl(text: string, position: number): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'smtp:' || url?.protocol === 'smtps:') return url;
  throw new SmtpServerUrlError(
    `Server ${position} in SMTP_URL is not a URL of the form smtp://user:password@host:port or smtps://…; ` +
      'special characters in the password must be percent-encoded.',
  );
}

function readHost(url: URL, position: number): string {
  const literal = /^\[(.+)\]$/.exec(url.hostname)?.[1];
  const host = literal ?? domainToASCII(decodePart(url.hostname, `Server ${position}`, 'host'));
  if (host !== '') return host;
  throw new SmtpServerUrlError(`Server ${position} in SMTP_URL has no valid host name.`);
}

function optionsOf(url: URL, name: string): (key: string) => string | undefined {
  const unknown = [...url.searchParams.keys()].find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined) {
    throw new SmtpServerUrlError(`${name}: unknown option "${unknown}"; known are ${OPTIONS.join(', ')}.`);
  }
  if (url.pathname !== '' && url.pathname !== '/')
    throw new SmtpServerUrlError(`${name}: a path has no meaning here.`);
  return (key) => url.searchParams.get(key) ?? undefined;
}

function readCredentials(url: URL, name: string): SmtpCredentials | undefined {
  if (url.username === '' && url.password === '') return undefined;
  if (url.username === '' || url.password === '') {
    throw new SmtpServerUrlError(`${name}: a user needs a password and a password a user.`);
  }
  return new SmtpCredentials(
    decodePart(url.username, name, 'user'),
    decodePart(url.password, name, 'password'),
  );
}

function decodePart(text: string, name: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SmtpServerUrlError(`${name}: the ${part} is not properly percent-encoded.`);
  }
}

function readStartTls(
  value: string | undefined,
  name: string,
  implicit: boolean,
  guarded: boolean,
): StartTlsRule {
  if (value === undefined) return guarded ? 'required' : 'opportunistic';
  if (implicit) throw new SmtpServerUrlError(`${name}: starttls has no meaning with smtps://.`);
  const rule = START_TLS_RULES.find((known) => known === value);
  if (rule === undefined) {
    throw new SmtpServerUrlError(`${name}: starttls must be ${START_TLS_RULES.join(', ')}, not "${value}".`);
  }
  if (rule === 'never' && guarded) {
    throw new SmtpServerUrlError(`${name}: a password is not sent to another machine without TLS.`);
  }
  return rule;
}

function readNumber(
  value: string | undefined,
  name: string,
  key: string,
  min: number,
  max: number,
): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= min && number <= max) return number;
  throw new SmtpServerUrlError(
    `${name}: ${key} must be a whole number from ${min} to ${max}, not "${value}".`,
  );
}

function readSwitch(value: string | undefined, name: string, key: string): boolean {
  if (value === undefined || value === 'on') return true;
  if (value === 'off') return false;
  throw new SmtpServerUrlError(`${name}: ${key} must be on or off, not "${value}".`);
}

/** RFC 5321 section 4.1.4: a host name, or an address literal where there is none. */
function readEhloName(value: string | undefined, name: string): string {
  if (value === undefined) return hostname().includes('.') ? hostname() : '[127.0.0.1]';
  if (/^[A-Za-z0-9.\-_[\]:]{1,255}$/.test(value)) return value;
  throw new SmtpServerUrlError(`${name}: name must be a host name.`);
}

function readProxy(value: string | undefined, name: string): string | undefined {
  if (value === undefined) return undefined;
  const protocol = URL.canParse(value) ? new URL(value).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return value;
  throw new SmtpServerUrlError(`${name}: proxy must be a URL of the form http://host:port.`);
}

/** Whether a host names this machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host);
}
