// npm run bench [-- SUBCOMMAND OPTIONS]: measures, and prints one JSON line last. Nothing here is a test.
//   send (default), freeze, lists, bounces, newsroom-pages, rendering, subscribe-times; `node bench/run.mjs send --help` lists the options.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NAMES = ['send', 'freeze', 'lists', 'bounces', 'newsroom-pages', 'rendering', 'subscribe-times'];
const [given = 'send'] = process.argv.slice(2);
const name = given.startsWith('-') ? 'send' : given;
const file = new URL(`./${name}.mjs`, import.meta.url);

if (!NAMES.includes(name) || !existsSync(fileURLToPath(file))) {
  console.error(`There is no benchmark "${name}". Known: ${NAMES.join(', ')}.`);
  process.exit(2);
}
if (given === name) process.argv.splice(2, 1);
await import(file.href);
