import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { askLink, type LinkRules, PUBLIC_WEB } from './ask-link.js';

describe('asking whether a link works', () => {
  let server: Server;
  let port: number;
  let seen: string[] = [];
  beforeAll(async () => {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  beforeEach(() => {
    seen = [];
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  /** `paper.example` is this test's own server; nothing else of this machine is let in. */
  function rules(more: Partial<LinkRules> = {}): LinkRules {
    return {
      timeout: 2000,
      allowsAddress: (address) => address === '127.0.0.1',
      allowsPort: () => true,
      resolve: (host) =>
        host === 'paper.example'
          ? Promise.resolve([{ address: '127.0.0.1', family: 4 }])
          : Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
      ...more,
    };
  }
  const at = (path: string) => `http://paper.example:${port}${path}`;

  it('takes a page that answers, and reads none of its body', async () => {
    expect(await askLink(at('/page'), rules())).toEqual({ works: true, outcome: '200' });
    expect(seen).toEqual(['HEAD /page']);
  });

  it.each([
    ['/gone', false, 'There is no such page (404)'],
    ['/broken', false, 'The server answered 500'],
    ['/shy', true, '403: there, but does not answer programs'],
    ['/moved', true, '200'],
    ['/round', false, 'It leads on and on: more than 5 redirects'],
    ['/to-mail', false, 'It leads to mailto: instead of a web page'],
    ['/no-head', true, '200'],
  ])('says of %s: works %s, %s', async (path, works, outcome) => {
    expect(await askLink(at(path), rules())).toEqual({ works, outcome });
  });

  it('asks again with GET where HEAD is not understood', async () => {
    await askLink(at('/no-head'), rules());
    expect(seen).toEqual(['HEAD /no-head', 'GET /no-head']);
  });

  it('gives up on a server that keeps silent', async () => {
    const answered = await askLink(at('/silent'), rules({ timeout: 150 }));
    expect(answered).toEqual({ works: false, outcome: 'The server did not answer in time' });
  });

  it('says when there is no such server', async () => {
    const answered = await askLink('http://nowhere.example/', rules());
    expect(answered).toEqual({ works: false, outcome: 'There is no such server' });
  });

  const PRIVATE = { works: false, outcome: 'It leads into a private network, where no reader can follow' };

  it.each([
    ['http://127.0.0.1/'],
    ['http://2130706433/'],
    ['http://0x7f.1/'],
    ['http://[::1]/'],
    ['http://[::ffff:127.0.0.1]/'],
    ['http://169.254.169.254/latest/meta-data/'],
    ['http://10.0.0.1/'],
  ])('never asks %s', async (href) => {
    expect(await askLink(href, { ...PUBLIC_WEB, timeout: 500 })).toEqual(PRIVATE);
  });

  it('never asks a name of which one address is private', async () => {
    const resolve = () =>
      Promise.resolve([
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const { allowsAddress } = PUBLIC_WEB;
    expect(await askLink(at('/page'), rules({ resolve, allowsAddress }))).toEqual(PRIVATE);
    expect(seen).toEqual([]);
  });

  it('does not follow a redirect into the private network', async () => {
    expect(await askLink(at('/to-metadata'), rules())).toEqual(PRIVATE);
    expect(seen).toEqual(['HEAD /to-metadata']);
  });

  it('connects to the address it looked up, so that a name cannot change in between', async () => {
    let lookups = 0;
    const resolve = () => {
      lookups += 1;
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    };
    expect(await askLink(at('/page'), rules({ resolve }))).toMatchObject({ works: true });
    expect(lookups).toBe(1);
  });

  it.each([
    ['http://paper.example:22/', 'It leads to port 22, which is not asked'],
    ['http://ana:secret@paper.example/', 'It has a password in it'],
    ['ftp://paper.example/', 'It leads to ftp: instead of a web page'],
  ])('does not ask %s', async (href, outcome) => {
    expect(await askLink(href, rules({ allowsPort: PUBLIC_WEB.allowsPort }))).toEqual({
      works: false,
      outcome,
    });
  });

  function answer({ method = '', url = '' }: IncomingMessage, response: ServerResponse): void {
    seen.push(`${method} ${url}`);
    const status = { '/gone': 404, '/broken': 500, '/shy': 403 }[url];
    const location = {
      '/moved': '/page',
      '/round': '/round',
      '/to-mail': 'mailto:ana@paper.example',
      '/to-metadata': 'http://169.254.169.254/latest/',
    }[url];
    if (url === '/silent') return;
    if (url === '/no-head' && method === 'HEAD') response.writeHead(405).end();
    else if (location !== undefined) response.writeHead(301, { location }).end();
    else response.writeHead(status ?? 200).end('x'.repeat(10_000));
  }
});
