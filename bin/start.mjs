// npm start: set up what is missing, then Dateline itself, in this very process, so that
// signals and the exit code need nobody to pass them on.
import './require-node.mjs';

import { join } from 'path';
import process from 'process';
import { pathToFileURL } from 'url';

import { refuseTakenPort, waitForPredecessor } from './predecessor.mjs';
import { root, setUp } from './setup.mjs';

process.chdir(root);
await waitForPredecessor(root);
await refuseTakenPort();
await setUp();
process.setSourceMapsEnabled(true);
endWithParent();
await import(pathToFileURL(join(root, 'dist/all-in-one.js')).href);

/** A killed npm cannot tell us; without this a second `npm start` would find its port taken by nobody's child. */
function endWithParent() {
  if (!process.env.npm_lifecycle_event || process.ppid === 1) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}
