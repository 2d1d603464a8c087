import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ASSET_PREFIX } from '../web/assets.js';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.map': 'application/json; charset=utf-8',
};

/** Best first. A file counts as compressed if the build left one with this ending beside it. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/**
 * Serves the built scripts, styles and fonts from memory (about 1 MB). Only the names that were there at the start
 * exist, so no path leads out of the folder. Names carry a hash of the content: browsers keep them for a year.
 */
export async function serveAssets(fastify: FastifyInstance, folder: string | undefined): Promise<void> {
  const files = folder ? await readFiles(folder) : new Map<string, Buffer>();
  fastify.get(`${ASSET_PREFIX}*`, (request: FastifyRequest<{ Params: { '*': string } }>, reply) => {
    const name = request.params['*'];
    const type = TYPES[extname(name)];
    const content = files.get(name);
    if (!content || !type) return reply.callNotFound();
    reply
      .type(type)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('vary', 'accept-encoding');
    return reply.send(compressed(files, name, request, reply) ?? content);
  });
}

function compressed(
  files: Map<string, Buffer>,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Buffer | undefined {
  const accepted = request.headers['accept-encoding'] ?? '';
  for (const [encoding, ending] of ENCODINGS) {
    const content = accepted.includes(encoding) ? files.get(name + ending) : undefined;
    if (!content) continue;
    reply.header('content-encoding', encoding);
    return content;
  }
  return undefined;
}

async function readFiles(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(names.map((name) => readFile(name)));
  return new Map(names.map((name, index) => [name.slice(folder.length + 1), contents[index]!]));
}
