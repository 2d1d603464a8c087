import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { envSchema, readEnv } from '../../../src/config/env.js';

const root = join(import.meta.dirname, '../../..');
const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const example = readFileSync(join(root, '.env.example'), 'utf8');

/** Settings of the PostgreSQL image, not ours. */
const OF_POSTGRES = /^POSTGRES_/;

describe('the containers', () => {
  it('run processes that exist', () => {
    const programs = new Set(matches(compose + dockerfile, /\bdist\/([a-z-]+)\.js\b/g));
    expect([...programs].sort()).toEqual(['cli', 'inbound', 'main', 'worker']);
    expect([...programs].filter((name) => !existsSync(join(root, `src/${name}.ts`)))).toEqual([]);
  });

  it('set only settings that the code reads', () => {
    const given = matches(compose, /^ +([A-Z][A-Z_]+): /gm).filter((name) => !OF_POSTGRES.test(name));
    expect(given).toContain('DATABASE_URL');
    expect(given.filter((name) => !(name in envSchema.shape))).toEqual([]);
  });

  it('give values that the settings accept', () => {
    const defaults = compose.replaceAll(
      /\$\{[A-Z_]+(?::-([^}]*)|:\?[^}]*)?\}/g,
      (_, value?: string) => value ?? 'x',
    );
    const pairs = [...defaults.matchAll(/^ +([A-Z][A-Z_]+): (.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(() => readEnv(Object.fromEntries(pairs) as Record<string, string>)).not.toThrow();
  });

  it('explain in .env.example what they ask for, and nothing else', () => {
    const explained = matches(example, /^([A-Z_]+)=/gm);
    const asked = new Set(matches(compose, /\$\{([A-Z_]+)/g));
    expect(explained.filter((name) => !asked.has(name))).toEqual([]);
    const required = matches(compose, /\$\{([A-Z_]+):\?/g);
    expect(required.filter((name) => !explained.includes(name))).toEqual([]);
  });

  it('listen where they are told to, and publish that port', () => {
    const inside = matches(compose, /^ +(?:PORT|INBOUND_PORT): (\d+)$/gm);
    const published = matches(compose, /\$\{(?:WEB_PORT|INBOUND_SMTP_PORT):-\d+\}:(\d+)/g);
    expect(published).toEqual(inside);
    expect(
      matches(dockerfile, /^EXPOSE (.*)$/gm)
        .join(' ')
        .split(' '),
    ).toEqual(inside);
  });

  it('ask for their health where the service answers', () => {
    const [folder, path] = /127\.0\.0\.1:\d+\/(\w+)\/(\w+)/.exec(compose)!.slice(1);
    const controller = readFileSync(join(root, 'src/ops/health.controller.ts'), 'utf8');
    expect(controller).toContain(`@Controller('${folder}')`);
    expect(controller).toContain(`@Get('${path}')`);
  });

  it('are built of files that exist, the migrations and templates among them', () => {
    const copied = matches(dockerfile, /^COPY (?!--from)(.+) \S+$/gm).flatMap((paths) => paths.split(' '));
    expect(copied).toEqual(expect.arrayContaining(['src', 'migrations', 'templates', 'package-lock.json']));
    const there = readdirSync(root);
    expect(copied.filter((path) => !there.includes(path))).toEqual([]);
  });

  it('do not run as root, and keep Redis from forgetting jobs', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(compose).toContain('--maxmemory-policy, noeviction');
    expect(compose).toContain(`--appendonly, 'yes'`);
  });
});

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found ?? '');
}
