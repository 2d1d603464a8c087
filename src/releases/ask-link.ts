import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';

/** What a page answered. `outcome` is "200", or a sentence without a full stop. */
export interface LinkAnswer {
  works: boolean;
  outcome: string;
}

/** What the caller allows; tests let their own server in. */
export interface LinkRules {
  /** Of a page, all redirects included; milliseconds. */
  timeout: number;
  allowsAddress: (address: string) => boolean;
  allowsPort: (port: number) => boolean;
  resolve: (host: string) => Promise<LookupAddress[]>;
}

export const PUBLIC_WEB: LinkRules = {
  timeout: 8000,
  allowsAddress: isPublicAddress,
  allowsPort: (port) => port === 80 || port === 443,
  resolve: (host) => lookup(host, { all: true }),
};

const MOST_REDIRECTS = 5;
/** Several large sites answer HEAD with one of these although the page is there. */
const ASK_WITH_GET = new Set([400, 403, 404, 405, 406, 410, 429, 500, 501, 503]);
/** The page is there, but not for programs. */
const ONLY_FOR_PEOPLE = new Set([401, 403, 405, 406, 418, 429, 451, 999]);

class Refused extends Error {}

/**
 * Asks the web whether a link leads somewhere: HEAD, then GET where HEAD is not understood; no body is read. Each hop is
 * connected to by the very address that was looked up and allowed, so that a name cannot change in between.
 */
export async function askLink(href: string, rules: LinkRules = PUBLIC_WEB): Promise<LinkAnswer> {
  const signal = AbortSignal.timeout(rules.timeout);
  try {
    const head = await follow(href, 'HEAD', rules, signal);
    const status = ASK_WITH_GET.has(head) ? await follow(href, 'GET', rules, signal) : head;
    return judged(status);
  } catch (error) {
    return { works: false, outcome: whyNot(error, signal) };
  }
}

function judged(status: number): LinkAnswer {
  if (status < 400) return { works: true, outcome: String(status) };
  if (ONLY_FOR_PEOPLE.has(status))
    return { works: true, outcome: `${status}: there, but does not answer programs` };
  if (status === 404 || status === 410) return { works: false, outcome: `There is no such page (${status})` };
  return { works: false, outcome: `The server answered ${status}` };
}

async function follow(href: string, method: string, rules: LinkRules, signal: AbortSignal): Promise<number> {
  let at = new URL(href);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const { status, location } = await askOnce(at, method, rules, signal);
    if (status < 300 || status > 399 || location === undefined) return status;
    if (!URL.canParse(location, at.href)) throw new Refused('It leads on to something that is no address');
    at = new URL(location, at);
  }
  throw new Refused(`It leads on and on: more than ${MOST_REDIRECTS} redirects`);
}

async function askOnce(
  url: URL,
  method: string,
  rules: LinkRules,
  signal: AbortSignal,
): Promise<{ status: number; location: string | undefined }> {
  const target = await allowedTarget(url, rules);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = send(url, method, target, signal);
    request.once('error', reject);
    request.once('response', (response: IncomingMessage) => {
      resolve({ status: response.statusCode ?? 0, location: response.headers.location });
      response.destroy();
    });
    request.end();
  });
}

function send(url: URL, method: string, target: LookupAddress, signal: AbortSignal): ClientRequest {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return request(url, {
    method,
    signal,
    agent: false,
    // The name is not looked up a second time: the answer could be another one by now.
    lookup: (_host, options, done) =>
      options.all ? done(null, [target]) : done(null, target.address, target.family),
    maxHeaderSize: 16_384,
    headers: { 'user-agent': 'Mozilla/5.0 (compatible; Dateline link check)', accept: '*/*' },
  });
}

async function allowedTarget(url: URL, rules: LinkRules): Promise<LookupAddress> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Refused(`It leads to ${url.protocol} instead of a web page`);
  if (url.username !== '' || url.password !== '') throw new Refused('It has a password in it');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  if (!rules.allowsPort(port)) throw new Refused(`It leads to port ${port}, which is not asked`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await rules.resolve(host);
  const [first] = addresses;
  if (!first || !addresses.every(({ address }) => rules.allowsAddress(address)))
    throw new Refused('It leads into a private network, where no reader can follow');
  return first;
}

const REASONS: Record<string, string> = {
  ENOTFOUND: 'There is no such server',
  EAI_AGAIN: 'Its name could not be looked up',
  ECONNREFUSED: 'The server does not take connections',
  ECONNRESET: 'The server hung up',
  EHOSTUNREACH: 'The server cannot be reached',
  ENETUNREACH: 'The server cannot be reached',
  CERT_HAS_EXPIRED: 'Its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Its certificate is signed by nobody whom browsers trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its certificate is signed by nobody whom browsers trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Its certificate is not complete',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name',
};

function whyNot(error: unknown, signal: AbortSignal): string {
  if (error instanceof Refused) return error.message;
  if (signal.aborted) return 'The server did not answer in time';
  const code = (error as { code?: unknown }).code;
  return (typeof code === 'string' && REASONS[code]) || 'The server could not be asked';
}
