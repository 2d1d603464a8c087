import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const PREFIX = '/assets/';

/** dist/public seen from dist/web (built) or from src/web (tests and watch mode). */
const PUBLIC_FOLDERS = [
  join(import.meta.dirname, '..', 'public'),
  join(import.meta.dirname, '..', '..', 'dist', 'public'),
];

let manifest: Record<string, string> | undefined;

/**
 * The URL path of a built asset: `asset('app.js')` → `/assets/app-3F2A9C1B.js`.
 * Without a build (tests) the plain name comes back, so pages still render.
 */
export function asset(name: string): string {
  manifest ??= readManifest();
  return PREFIX + (manifest[name] ?? name);
}

/** Serves the built assets. Their names carry a hash of the content, so browsers may keep them for a year. */
export async function registerAssets(fastify: FastifyInstance): Promise<void> {
  const root = publicFolder();
  if (!root) return;
  await fastify.register(fastifyStatic, {
    root,
    prefix: PREFIX,
    decorateReply: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
  });
}

function readManifest(): Record<string, string> {
  const folder = publicFolder();
  return folder
    ? (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, string>)
    : {};
}

function publicFolder(): string | undefined {
  return PUBLIC_FOLDERS.find((folder) => existsSync(join(folder, 'manifest.json')));
}
