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
];

/** Says in one line each what cannot be tested here and why; returns the tags to leave out. */
export function reportMissingTools() {
  const missing = TOOLS.filter(({ programs }) => !programs.some(isInstalled));
  for (const { tag, programs, package: name } of missing) {
    say(
      `Skipped: the tests that need ${tag}, because ${programs[0]} is not installed (Debian: apt install ${name})`,
    );
  }
  return missing.map(({ tag }) => tag);
}

function isInstalled(program) {
  const folders = [...(process.env.PATH || '').split(delimiter), '/usr/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}
