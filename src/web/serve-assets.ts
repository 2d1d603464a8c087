import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ASSET_PREFIX, publicFolder } from './assets.js';

type Asset = { type: string; plain: Buffer; br?: Buffer; gzip?: Buffer };

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Serves the built assets from memory (about 1.5 MB, fonts included). Their names carry a hash of the
 * content, so browsers may keep them for a year. Only names that were there at the start are answered:
 * no path of a request ever reaches the file system. Without a build every asset is a 404.
 */
export function registerAssets(fastify: FastifyInstance, folder: string | undefined = publicFolder()): void {
  const assets = readAssets(folder);
  fastify.get(`${ASSET_PREFIX}:file`, (request: FastifyRequest<{ Params: { file: string } }>, reply) => {
    const found = assets.get(request.params.file);
    if (!found)
      return reply.code(404).header('cache-control', 'no-store').type('text/plain').send('Not found');
    return send(reply, found, String(request.headers['accept-encoding'] ?? ''));
  });
}

function send(reply: FastifyReply, found: Asset, accepted: string): FastifyReply {
  reply.headers({
    'content-type': found.type,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  });
  if (found.br && takes(accepted, 'br')) return reply.header('content-encoding', 'br').send(found.br);
  if (found.gzip && takes(accepted, 'gzip')) return reply.header('content-encoding', 'gzip').send(found.gzip);
  return reply.send(found.plain);
}

/** RFC 9110, section 12.5.3: a coding is refused by `q=0`. The order of preference is ours. */
function takes(accepted: string, coding: string): boolean {
  const wanted = accepted.split(',').map((one) =>
    one
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/),
  );
  return wanted.some(([name, weight]) => name === coding && !/^q=0(\.0*)?$/.test(weight ?? ''));
}

function readAssets(folder: string | undefined): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  if (!folder) return assets;
  const files = new Set(readdirSync(folder));
  for (const file of files) {
    const type = TYPES[extname(file)];
    if (type) assets.set(file, { type, ...contents(folder, file, files) });
  }
  return assets;
}

function contents(folder: string, file: string, files: Set<string>): Omit<Asset, 'type'> {
  const read = (name: string): Buffer | undefined =>
    files.has(name) ? readFileSync(join(folder, name)) : undefined;
  return { plain: readFileSync(join(folder, file)), br: read(`${file}.br`), gzip: read(`${file}.gz`) };
}
