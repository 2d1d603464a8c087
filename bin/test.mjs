// npm test: set up, check style and types, then every test against a PostgreSQL of its own.
// Arguments go to Jest: npm test -- embargo, npm test -- --selectProjects pure
import './require-node.mjs';

import process from 'process';

import { checkStyleAndTypes } from './check.mjs';
import { runJest } from './run-jest.mjs';
import { say } from './say.mjs';
import { root, setUp } from './setup.mjs';
import { startTestCluster } from './test-cluster.mjs';
import { reportMissingTools } from './test-tools.mjs';

process.chdir(root);
await setUp();
const missing = reportMissingTools();
const results = await checkStyleAndTypes(root);
const cluster = await startTestCluster(root);
try {
  const environment = { DATELINE_TEST_CLUSTER: cluster.url };
  results.push(...(await runJest(root, process.argv.slice(2), missing, environment)));
} finally {
  await cluster.stop();
}
finish(results);

/** In CI everything has to run: what was left out counts as failed. */
function finish(results) {
  const skipped = results.reduce((sum, each) => sum + each.skipped, 0) + missing.length;
  if (process.env.CI && skipped > 0) results.push({ passed: 0, failed: skipped, skipped: 0 });
  const passed = results.reduce((sum, each) => sum + each.passed, 0);
  const failed = results.reduce((sum, each) => sum + each.failed, 0);
  if (process.env.CI && skipped > 0) say(`${skipped} left out, which counts as failed here (CI is set)`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
