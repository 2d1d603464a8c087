import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

let bundled: Promise<URL> | undefined;

/**
 * The script of the reading worker. After `npm run build` it lies beside this file. When the source itself runs
 * (tests), it is bundled once per process into a temporary folder: a worker thread cannot load TypeScript.
 */
export function readingWorkerFile(): Promise<URL> {
  const built = new URL('./reading-worker.js', import.meta.url);
  if (existsSync(built)) return Promise.resolve(built);
  return (bundled ??= bundleWorker());
}

async function bundleWorker(): Promise<URL> {
  const { build } = await import('esbuild');
  const outfile = join(mkdtempSync(join(tmpdir(), 'dateline-reading-')), 'reading-worker.mjs');
  const entry = fileURLToPath(new URL('./reading-worker.ts', import.meta.url));
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return pathToFileURL(outfile);
}
