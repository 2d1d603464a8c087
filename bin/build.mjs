import { createHash } from 'crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import process from 'process';

import { runStep } from './run-step.mjs';

const SOURCES = [
  'src',
  'templates',
  'tsconfig.json',
  'nest-cli.json',
  'package-lock.json',
  'bin/build-assets.mjs',
];
const NOT_BUILT = /\.spec\.tsx?$/;

/** Compiles only if something it is made of changed since the last whole build. */
export async function build(root) {
  const stamp = join(root, 'dist/.built-from');
  const hash = hashOfSources(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  rmSync(stamp, { force: true });
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  await runStep('Compiling', process.execPath, [nest, 'build'], root);
  await runStep(
    'Building styles and scripts for the browser',
    process.execPath,
    ['bin/build-assets.mjs'],
    root,
  );
  writeFileSync(stamp, hash);
}

function hashOfSources(root) {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesIn(root, source))) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function filesIn(root, path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return NOT_BUILT.test(path) ? [] : [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesIn(root, `${path}/${name}`));
}
