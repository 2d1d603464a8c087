import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { createLog } from '../ops/log.js';
import { DomainError } from '../errors/domain-error.js';
import { ImportsService } from './import/imports.service.js';

type Print = (line: string) => void;

const actor: Actor = { kind: 'system', name: 'command' };

/**
 * `import-contacts FILE [--topic SLUG]… [--tag TAG]… [--source TEXT] [--empty-overwrites] [--dry-run]`
 * Reads the list, says what it will do, and does it. Resolves to the exit code: 0 done, 1 nothing could be taken,
 * 2 not understood.
 */
export async function importContacts(database: DataSource, args: string[], print: Print): Promise<number> {
  const options = readArguments(args);
  if (!options) {
    print(
      'Usage: import-contacts FILE [--topic SLUG]... [--tag TAG]... [--source TEXT] [--empty-overwrites] [--dry-run]',
    );
    return 2;
  }
  await access(options.path).catch((cause: unknown) => {
    throw new DomainError('not_found', `There is no readable file ${options.path}.`, {}, { cause });
  });
  const imports = new ImportsService(database, createLog('error'));
  const topics = await topicIds(database, options.topics);
  const { path, source, tags, emptyOverwrites } = options;
  const settings = { source, topics, tags, emptyOverwrites };
  const list = await imports.stage(actor, { path, name: basename(path), settings });
  const check = await imports.check(list.id);
  print(
    `${list.rows} rows read: ${check.created} new, ${check.changed} changed, ${check.same} as they are, ${check.leftOut} left out, ${list.refused} refused.`,
  );
  await printRefusals(imports, list.id, print);
  if (options.isDryRun || list.rows === 0) {
    await imports.cancel(actor, list.id);
    return list.rows === 0 ? 1 : 0;
  }
  const done = await imports.run(actor, list.id);
  print(
    done.state === 'done'
      ? `Done: ${done.created} created, ${done.changed} changed.`
      : (done.trouble ?? done.state),
  );
  return done.state === 'done' ? 0 : 1;
}

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        topic: { type: 'string', multiple: true, default: [] },
        tag: { type: 'string', multiple: true, default: [] },
        source: { type: 'string' },
        'empty-overwrites': { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
      },
    });
    const [path, ...more] = positionals;
    if (!path || more.length > 0) return null;
    return {
      path,
      topics: values.topic,
      tags: values.tag,
      source: values.source ?? `import of ${basename(path)}`,
      emptyOverwrites: values['empty-overwrites'],
      isDryRun: values['dry-run'],
    };
  } catch {
    return null;
  }
}

async function topicIds(database: DataSource, slugs: string[]): Promise<number[]> {
  const rows: { id: number; slug: string }[] = await database.query(
    `select id, slug from topic where slug = any($1)`,
    [slugs],
  );
  const missing = slugs.find((slug) => !rows.some((row) => row.slug === slug));
  if (missing !== undefined) throw new DomainError('not_found', `There is no topic "${missing}".`);
  return rows.map((row) => row.id);
}

async function printRefusals(imports: ImportsService, id: number, print: Print): Promise<void> {
  const shown = 20;
  const refusals = await imports.refusals(id, 0, shown + 1);
  for (const { line, reason } of refusals.slice(0, shown)) print(`  row ${line}: ${reason}`);
  if (refusals.length > shown) print('  … and more; import through the press desk to download them all.');
}
