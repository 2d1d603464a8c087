import './require-node.mjs';

import { dirname } from 'path';
import process from 'process';
import { fileURLToPath } from 'url';

import { build } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { adviceFor, giveUp } from './say.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything a command needs before it can run; does nothing, quickly, if all is there. */
export async function setUp() {
  try {
    await installDependencies(root);
    await build(root);
  } catch (error) {
    giveUp(adviceFor(String(error), root) || String((error && error.stack) || error));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setUp();
