import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');

/** Folders of programs that may import everything. */
const ON_TOP = ['demo'];

describe('the direction of imports', () => {
  let project: string;
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'import-direction-'));
    copyFileSync(join(root, '.oxlintrc.json'), join(project, '.oxlintrc.json'));
    write('src/contacts/address.ts', 'export const address = 1;\n');
    write('src/releases/draft.ts', 'export const draft = 1;\n');
    write('src/entities.ts', 'export const entities = [];\n');
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it('lets an upper feature import a lower one', () => {
    write('src/delivery/claim.ts', `export { address } from '../contacts/address.js';\n`);
    expect(lint()).toMatchObject({ status: 0 });
  });

  it('refuses a lower feature that imports an upper one', () => {
    write('src/contacts/list.ts', `export { draft } from '../releases/draft.js';\n`);
    expect(lint()).toMatchObject({ status: 1, says: expect.stringContaining('contacts/ may import') });
  });

  it('refuses it for a type and from an inner folder too', () => {
    write('src/contacts/import/row.ts', `export type { draft } from '../../releases/draft.js';\n`);
    expect(lint()).toMatchObject({ status: 1, says: expect.stringContaining('contacts/ may import') });
  });

  it('lets an inner folder import its own feature', () => {
    write('src/delivery/smtp/lane.ts', `export { claim } from '../claim.js';\n`);
    write('src/delivery/claim.ts', 'export const claim = 1;\n');
    expect(lint()).toMatchObject({ status: 0 });
  });

  it('refuses a feature that imports the list of entities it is part of', () => {
    write('src/contacts/list.ts', `export { entities } from '../entities.js';\n`);
    expect(lint()).toMatchObject({ status: 1, says: expect.stringContaining('lists and processes') });
  });

  it('refuses two files that import each other', () => {
    write('src/contacts/a.ts', `import { b } from './b.js';\nexport const a = () => b;\n`);
    write('src/contacts/b.ts', `import { a } from './a.js';\nexport const b = () => a;\n`);
    expect(lint()).toMatchObject({ status: 1, says: expect.stringContaining('no-cycle') });
  });

  it('is laid down for every folder', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((each) =>
      each.isDirectory(),
    );
    const config = readFileSync(join(root, '.oxlintrc.json'), 'utf8');
    const forgotten = folders
      .map(({ name }) => name)
      .filter((name) => !ON_TOP.includes(name) && !config.includes(`"src/${name}/**"`));
    expect(forgotten).toEqual([]);
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }

  function lint(): { status: number | null; says: string } {
    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
    const ran = spawnSync(process.execPath, [oxlint, 'src'], { cwd: project, encoding: 'utf8' });
    return { status: ran.status, says: ran.stdout + ran.stderr };
  }
});
