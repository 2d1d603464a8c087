import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../../audit/record.js';
import { type Actor, actorName } from '../../auth/actor.js';
import { DomainError, notFound } from '../../errors/domain-error.js';
import { LOG, type Log } from '../../ops/log.js';
import { ContactImport, ContactImportRefusal, type ImportSettings } from './contact-import.entity.js';
import type { ImportField } from './match-columns.js';
import { readList } from './read-list.js';
import { rowsTable, stageList } from './stage-list.js';
import {
  checkList,
  type ListCheck,
  writeLines,
  writeMissingWords,
  writeOutletsAndBeats,
  writeWords,
  type Written,
} from './write-list.js';

export interface ListFile {
  path: string;
  name: string;
  /** For each column what it is, as a person decided; absent: by the titles. */
  fields?: (ImportField | null)[];
  settings: ImportSettings;
}

interface Part extends Written {
  isLast: boolean;
}

const RUN_FAILED =
  'The run stopped with an error. Upload the list again; what was written is not written twice.';
const ROWS_LOST = 'The database was restarted and the rows of this list are lost. Upload it again.';

@Injectable()
export class ImportsService implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Lines written in one transaction: about two seconds, so that progress is seen and little is repeated. */
  linesAtOnce = 100_000;
  private readonly running = new Map<number, Promise<void>>();
  private stopping = false;

  constructor(
    private readonly source: DataSource,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Goes on with what a former process left. */
  async onApplicationBootstrap(): Promise<void> {
    const left = await this.source.manager.findBy(ContactImport, { state: 'running' });
    for (const { id } of left) void this.runSoon(id);
  }

  /** Stops between two parts; the next start goes on from there. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running.values());
  }

  /**
   * Reads a whole file and lays its rows aside, to be looked at and then run. All or nothing.
   * @throws DomainError that says what is wrong with the file
   */
  async stage(actor: Actor, file: ListFile): Promise<ContactImport> {
    const list = await readList(file.path, file.fields);
    return this.source.transaction(async (manager) => {
      const { id } = await manager.save(
        manager.create(ContactImport, {
          fileName: file.name.slice(0, 200),
          columns: list.columns,
          settings: file.settings,
          byActor: actorName(actor),
        }),
      );
      const { rows, refused, lastLine } = await stageList(manager, id, list);
      await manager.update(ContactImport, id, { rows, refused, lastLine });
      const detail = { file: file.name, rows, refused };
      await record(manager, { actor, action: 'import.staged', subjectType: 'import', subjectId: id, detail });
      return findImport(manager, id);
    });
  }

  async find(id: number): Promise<ContactImport> {
    return findImport(this.source.manager, id);
  }

  /** The latest first. */
  async list(): Promise<ContactImport[]> {
    return this.source.manager.find(ContactImport, { order: { id: 'DESC' }, take: 50 });
  }

  /** What a run would do, from the list as it is now. */
  async check(id: number): Promise<ListCheck> {
    const list = await this.find(id);
    if (list.state !== 'staged') throw new DomainError('conflict', 'This import was started already.');
    return checkList(this.source.manager, list);
  }

  /** Starts, or goes on with, an import and resolves when it is over. */
  async run(actor: Actor, id: number): Promise<ContactImport> {
    await this.begin(actor, id);
    await this.runSoon(id);
    return this.find(id);
  }

  /** Starts an import and returns at once. */
  async start(actor: Actor, id: number): Promise<void> {
    await this.begin(actor, id);
    void this.runSoon(id);
  }

  /** Resolves when this process no longer works on the import. */
  async settled(id: number): Promise<ContactImport> {
    await this.running.get(id);
    return this.find(id);
  }

  /** Leaves what is written and forgets the rest. */
  async cancel(actor: Actor, id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const list = await findImport(manager, id, 'for update');
      if (list.state !== 'staged' && list.state !== 'running')
        throw new DomainError('conflict', 'This import is over.');
      await close(manager, list, 'cancelled', null);
      await record(manager, { actor, action: 'import.cancelled', subjectType: 'import', subjectId: id });
    });
  }

  /** Rows that were not taken, from after a line on. */
  async refusals(id: number, after: number, limit: number): Promise<ContactImportRefusal[]> {
    const rows = this.source.manager
      .createQueryBuilder(ContactImportRefusal, 'r')
      .where('r.import_id = :id', { id });
    return rows.andWhere('r.line > :after', { after }).orderBy('r.line').limit(limit).getMany();
  }

  private async begin(actor: Actor, id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const list = await findImport(manager, id, 'for update');
      if (list.state === 'running') return;
      if (list.state !== 'staged')
        throw new DomainError('conflict', 'This import is over. Upload the list again to repeat it.');
      await writeOutletsAndBeats(manager, id);
      await manager.update(ContactImport, id, { state: 'running' });
      await record(manager, { actor, action: 'import.started', subjectType: 'import', subjectId: id });
    });
  }

  private runSoon(id: number): Promise<void> {
    const run = this.running.get(id) ?? this.runToEnd(id).finally(() => this.running.delete(id));
    this.running.set(id, run);
    return run;
  }

  private async runToEnd(id: number): Promise<void> {
    try {
      let words: Promise<void> = Promise.resolve();
      for (
        let part = await this.runPart(id);
        part !== 'over' && !this.stopping;
        part = await this.runPart(id)
      ) {
        const { firstId, lastId } = part;
        if (firstId !== null && lastId !== null)
          words = words.then(() => this.writeWords(id, firstId, lastId));
        if (part.isLast) {
          await words;
          await this.finish(id);
        }
      }
      await words;
    } catch (error) {
      this.log.error({ event: 'import.failed', import: id, err: error });
      await this.fail(id, RUN_FAILED);
    }
  }

  /** One transaction: the lines and how far they reach, so that a part is never written twice or left out. */
  private async runPart(id: number): Promise<Part | 'over'> {
    const part = await this.source.transaction(async (manager) => {
      const list = await findImport(manager, id, 'for update');
      if (list.state !== 'running') return 'over';
      if (await isEmptied(manager, list)) return 'emptied';
      const [from, to] = [list.doneLine, Math.min(list.doneLine + this.linesAtOnce, list.lastLine)];
      const written = await writeLines(manager, list, from, to);
      const [created, changed] = [list.created + written.created, list.changed + written.changed];
      await manager.update(ContactImport, id, { doneLine: to, created, changed });
      return { isLast: to >= list.lastLine, ...written };
    });
    if (part !== 'emptied') return part;
    await this.fail(id, ROWS_LOST);
    return 'over';
  }

  /** What fails here is made good at the end of the import. */
  private async writeWords(id: number, firstId: number, lastId: number): Promise<void> {
    await writeWords(this.source.manager, firstId, lastId).catch((error: unknown) =>
      this.log.warn({ event: 'import.words_failed', import: id, err: error }),
    );
  }

  private async fail(id: number, trouble: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const list = await findImport(manager, id, 'for update');
      if (list.state === 'running') await close(manager, list, 'failed', trouble);
    });
  }

  private async finish(id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const list = await findImport(manager, id, 'for update');
      if (list.state !== 'running') return;
      await close(manager, list, 'done', null);
      const { created, changed, refused } = list;
      await record(manager, {
        actor: { kind: 'system', name: 'import' },
        action: 'import.done',
        subjectType: 'import',
        subjectId: id,
        detail: { created, changed, refused },
      });
    });
  }
}

async function findImport(
  manager: EntityManager,
  id: number,
  locking?: 'for update',
): Promise<ContactImport> {
  const list = await manager.findOne(ContactImport, {
    where: { id },
    ...(locking && { lock: { mode: 'pessimistic_write' as const } }),
  });
  if (!list) throw notFound('import');
  return list;
}

/** An unlogged table is empty after a crash of the database. */
async function isEmptied(manager: EntityManager, list: ContactImport): Promise<boolean> {
  if (list.rows === 0) return false;
  const [{ any }] = (await manager.query(`select exists (select from ${rowsTable(list.id)}) as any`)) as [
    { any: boolean },
  ];
  return !any;
}

async function close(
  manager: EntityManager,
  list: ContactImport,
  state: 'done' | 'cancelled' | 'failed',
  trouble: string | null,
): Promise<void> {
  await manager.update(ContactImport, list.id, { state, trouble, endedAt: () => 'now()' });
  await writeMissingWords(manager);
  await manager.query(`drop table if exists ${rowsTable(list.id)}`);
}
