import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ASSET_PREFIX = '/assets/';

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
  return ASSET_PREFIX + (manifest[name] ?? name);
}

/** Where the built assets are; undefined when nothing was built. The manifest is written last of all. */
export function publicFolder(): string | undefined {
  return PUBLIC_FOLDERS.find((folder) => existsSync(join(folder, 'manifest.json')));
}

function readManifest(): Record<string, string> {
  const folder = publicFolder();
  if (!folder) return {};
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, string>;
}
