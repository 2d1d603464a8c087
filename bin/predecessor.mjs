import { existsSync, readFileSync } from 'fs';
import { createServer } from 'net';
import { join, resolve } from 'path';
import process from 'process';

import { giveUp, say } from './say.mjs';

const PATIENCE_MS = 20000;

/** A Dateline whose npm was killed needs a moment to end by itself; one that is in use is left alone. */
export async function waitForPredecessor(root) {
  const claim = join(resolve(root, process.env.DATA_DIR || 'var'), 'postgres/claimed-by');
  const id = claimant(claim);
  if (id === undefined) return;
  if (parentOf(id) === '1') {
    say(`Waiting for the Dateline that was cut off from its npm (process ${id}) to end`);
    for (let waited = 0; waited < PATIENCE_MS && claimant(claim) === id; waited += 100)
      await new Promise((done) => setTimeout(done, 100));
  }
  if (claimant(claim) !== id) return;
  giveUp(
    `Dateline already runs from this folder as process ${id}: use that one, stop it (kill ${id}), ` +
      'or start a second one with its own DATA_DIR and PORT.',
  );
}

/** The web port is tried before anything else, so that nobody waits a minute to hear that it is taken. */
export async function refuseTakenPort() {
  const port = Number(process.env.PORT || 3000);
  const host = process.env.HOST || '127.0.0.1';
  const trouble = await tryToListen(port, host);
  if (trouble === 'EADDRINUSE') {
    giveUp(
      `Port ${port} is taken by another program: stop that one, or choose another port with PORT=${port + 1} npm start.`,
    );
  }
  if (trouble === 'EACCES')
    giveUp(`This user may not open port ${port}: choose one above 1023 with PORT=3000 npm start.`);
}

function tryToListen(port, host) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error) => done(error.code));
    server.listen(port, host, () => server.close(() => done(undefined)));
  });
}

/** The living process that looks after the embedded database, as src/database/embedded-postgres-claim.ts writes it. */
function claimant(file) {
  if (!existsSync('/proc/self/stat') || !existsSync(file)) return undefined;
  const [id, start] = readFileSync(file, 'utf8').split(' ');
  const fields = statOf(id);
  return start && fields && fields[0] !== 'Z' && fields[19] === start ? id : undefined;
}

function parentOf(id) {
  const fields = statOf(id);
  return fields && fields[1];
}

/** Fields of /proc/ID/stat from the state on; the name before may hold any character. */
function statOf(id) {
  try {
    return readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').pop().split(' ');
  } catch {
    return undefined;
  }
}
