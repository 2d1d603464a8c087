import { spawn } from 'child_process';
import { join } from 'path';
import process from 'process';

import { say } from './say.mjs';

const CHECKS = [
  {
    title: 'Checking the rules of style and of who may import whom',
    args: ['node_modules/oxlint/bin/oxlint', '--type-aware', '--max-warnings=0'],
  },
  { title: 'Checking types', args: ['node_modules/typescript/bin/tsc', '-p', 'test/tsconfig.json'] },
];

/** Each check counts as one test. */
export async function checkStyleAndTypes(root) {
  const results = [];
  for (const { title, args } of CHECKS) {
    say(title);
    const passes = await succeeds(args, root);
    results.push({ passed: passes ? 1 : 0, failed: passes ? 0 : 1, skipped: 0 });
  }
  return results;
}

function succeeds([script, ...args], root) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}
