// npm run demo: the whole job without a person; dist/demo/run.js tells what happens.
import './require-node.mjs';

import { join } from 'path';
import process from 'process';
import { pathToFileURL } from 'url';

import { root, setUp } from './setup.mjs';

await setUp();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist/demo/run.js')).href);
