// npm run dateline -- COMMAND: the commands of dist/cli.js, after the same set-up as npm start.
import './require-node.mjs';

import { join } from 'path';
import process from 'process';
import { pathToFileURL } from 'url';

import { sayOnErrorOutput } from './say.mjs';
import { root, setUp } from './setup.mjs';

sayOnErrorOutput();
await setUp();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist/cli.js')).href);
