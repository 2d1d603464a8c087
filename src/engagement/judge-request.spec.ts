import { describe, expect, it } from '@jest/globals';
import { isMachineRequest } from './judge-request.js';

const get = (agent: string | undefined, more: Record<string, string> = {}) =>
  isMachineRequest({ method: 'GET', headers: { 'user-agent': agent, ...more } });

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

describe('whether a request is a machine’s', () => {
  it.each([
    CHROME,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.1',
    'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.5483; ms-office; MSOffice 16)',
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
  ])('takes %s for a person', (agent) => {
    expect(get(agent)).toBe(false);
  });

  it.each([
    'Mozilla/5.0',
    '',
    'curl/8.5.0',
    'python-requests/2.32',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'BarracudaCentral/1.0',
    'Mozilla/5.0 (compatible; Proofpoint URL Defense)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36',
    'WhatsApp/2.24',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Go-http-client/1.1',
  ])('takes %s for a machine', (agent) => {
    expect(get(agent)).toBe(true);
  });

  it('takes whoever names no program, asks for headers only or fetches in advance for a machine', () => {
    expect(get(undefined)).toBe(true);
    expect(isMachineRequest({ method: 'HEAD', headers: { 'user-agent': CHROME } })).toBe(true);
    expect(get(CHROME, { 'sec-purpose': 'prefetch;prerender' })).toBe(true);
    expect(get(CHROME, { purpose: 'prefetch' })).toBe(true);
    expect(get(CHROME, { 'x-moz': 'prefetch' })).toBe(true);
  });

  it('is not slowed by a long name', () => {
    expect(get('a'.repeat(1_000_000))).toBe(false);
  });
});
