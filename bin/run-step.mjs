import { spawn } from 'child_process';
import process from 'process';

import { adviceFor, giveUp, say } from './say.mjs';

const REMINDER_MS = 15000;
const SIGNALS = ['SIGINT', 'SIGTERM'];

/**
 * Runs one step of the set-up. Its output is kept back and shown only if it fails,
 * so that what is on the screen is progress; a long step says that it still works.
 */
export async function runStep(title, program, args, root) {
  say(title);
  const reminder = setInterval(() => say(`${title}: still working`), REMINDER_MS);
  const { code, output } = await collect(program, args, root);
  clearInterval(reminder);
  if (code === 0) return;
  const advice = adviceFor(output, root);
  if (!advice) process.stderr.write(output);
  giveUp(advice || `"${title}" failed (see above): run the command again after correcting that.`);
}

function collect(program, args, root) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = () => {
      child.kill('SIGTERM');
      process.exit(130);
    };
    for (const signal of SIGNALS) process.once(signal, end);
    const pieces = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => pieces.push(piece));
    child.on('error', (error) => resolve({ code: 1, output: `${error.message}\n` }));
    child.on('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, end);
      resolve({ code, output: Buffer.concat(pieces).toString() });
    });
  });
}
