import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerAssets } from './serve-assets.js';

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

let fastify: FastifyInstance;
let folder: string;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assets-'));
  const files = {
    'app-0A1B2C3D.js': 'plain',
    'app-0A1B2C3D.js.br': 'as br',
    'app-0A1B2C3D.js.gz': 'as gzip',
    'manifest.json': '{}',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  fastify = Fastify();
  registerAssets(fastify, folder);
  port = Number(new URL(await fastify.listen({ port: 0, host: '127.0.0.1' })).port);
});

afterAll(async () => {
  await fastify.close();
  rmSync(folder, { recursive: true });
});

/** Not `fetch`: it would undo the compression and tidy the path. */
function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    sent.on('error', reject).end();
  });
}

describe('a built asset', () => {
  it('may be kept for a year, because its name changes with its content', async () => {
    const { status, headers, body } = await get('/assets/app-0A1B2C3D.js');
    expect([status, body]).toEqual([200, 'plain']);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each([
    ['gzip, deflate, br', 'as br'],
    ['gzip', 'as gzip'],
    ['br;q=0, gzip;q=0.5', 'as gzip'],
    ['identity', 'plain'],
    ['', 'plain'],
  ])('answers "Accept-Encoding: %s" with what the reader takes', async (accepted, body) => {
    const answer = await get('/assets/app-0A1B2C3D.js', { 'accept-encoding': accepted });
    expect(answer.body).toBe(body);
    expect(answer.headers.vary).toBe('accept-encoding');
  });
});

describe('anything else', () => {
  it.each(['no-such.js', 'manifest.json', '..%2Fpackage.json', '../../etc/passwd', 'app-0A1B2C3D.js.br'])(
    'is not found and not kept: %s',
    async (name) => {
      const { status, headers } = await get(`/assets/${name}`);
      expect(status).toBe(404);
      expect(headers['cache-control'] ?? 'no-store').toBe('no-store');
    },
  );
});
