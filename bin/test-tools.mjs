import { spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { delimiter, join } from 'path';
import process from 'process';

import { say } from './say.mjs';

/**
 * Programs that some tests need and a machine may lack. Those tests have the tool in
 * their file name (`sign-in.chromium.test.ts`), so that they can be left out as a whole.
 */
const TOOLS = [
  { tag: 'redis', programs: ['redis-server'], package: 'redis-server' },
  {
    tag: 'chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    package: 'chromium',
  },
  { tag: 'smtp-sink', programs: ['smtp-sink'], package: 'postfix' },
  { tag: 'dovecot', programs: ['dovecot'], package: 'dovecot-imapd' },
  { tag: 'faketime', programs: ['faketime'], package: 'faketime' },
  { tag: 'dkimpy', programs: ['dkimverify'], package: 'python3-dkim' },
  {
    tag: 'netns',
    programs: ['ip'],
    package: 'iproute2 redis-server, and be root',
    missing: () => cannotMakeNamespaces() || !isInstalled('redis-server'),
  },
];

/** Says in one line each what cannot be tested here and why; returns the tags to leave out. */
export function reportMissingTools() {
  const missing = TOOLS.filter((tool) => !tool.programs.some(isInstalled) || tool.missing?.());
  for (const { tag, programs, package: name } of missing) {
    say(
      `Skipped: the tests that need ${tag}, because ${programs[0]} is not installed (Debian: apt install ${name})`,
    );
  }
  return missing.map(({ tag }) => tag);
}

/** Containers often run as root without the right to. */
function cannotMakeNamespaces() {
  const name = `dateline-try-${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', name], { stdio: 'ignore' }).status === 0;
  if (made) spawnSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
  return !made;
}

function isInstalled(program) {
  const folders = [...(process.env.PATH || '').split(delimiter), '/usr/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}
