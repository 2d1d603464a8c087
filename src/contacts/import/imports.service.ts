import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../../audit/record.js';
import { type Actor, actorName } from '../../auth/actor.js';
import { DomainError } from '../../errors/domain-error.js';
import { LOG, type Log } from '../../ops/log.js';
import { checkList, type ListCheck, type PlannedKind, type PlannedRow, plannedRows } from './check-list.js';
import { ContactImport, ContactImportRefusal, type ImportSettings } from './contact-import.entity.js';
import { cutIntoParts } from './import-parts.js';
import { ImportRuns } from './import-runs.js';
import type { ImportField } from './match-columns.js';
import { type ListHead, readHead, readList } from './read-list.js';
import { stageList } from './stage-list.js';
import { closeImport, dropRows, findImport, keepFile, lockImport, takeKeptFile } from './stored-import.js';
import { writeOutletsAndBeats } from './write-list.js';

export interface ListFile {
  path: string;
  name: string;
  /** For each column what it is, as a person decided; absent: by the titles. */
  fields?: (ImportField | null)[];
  settings: ImportSettings;
  /** ask: a person will correct the columns, so the file is kept and columns that make no list are no error. */
  onDoubt?: 'refuse' | 'ask';
}

/** A list that nobody ran is forgotten after so many days. */
const DAYS_KEPT = 7;
const PLANNED_SHOWN = 10;

@Injectable()
export class ImportsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly runs: ImportRuns;

  constructor(
    private readonly source: DataSource,
    @Inject(LOG) log: Log,
  ) {
    this.runs = new ImportRuns(source, log);
  }

  /** Goes on with what a former process left. */
  async onApplicationBootstrap(): Promise<void> {
    const left = await this.source.manager.findBy(ContactImport, { state: 'running' });
    for (const { id } of left) void this.runs.run(id);
  }

  /** Stops between two parts; the next start goes on from there. */
  async onApplicationShutdown(): Promise<void> {
    await this.runs.stop();
  }

  /**
   * Reads a whole file and lays its rows aside, to be looked at and then run. All or nothing.
   * @throws DomainError that says what is wrong with the file
   */
  async stage(actor: Actor, file: ListFile): Promise<ContactImport> {
    const head = await readHead(file.path, file.fields);
    if (head.trouble && file.onDoubt !== 'ask') throw head.trouble;
    return this.source.transaction(async (manager) => {
      await forgetOld(manager);
      const { id } = await manager.save(
        manager.create(ContactImport, {
          fileName: file.name.slice(0, 200),
          columns: head.columns,
          format: head.format,
          settings: file.settings,
          byActor: actorName(actor),
        }),
      );
      if (file.onDoubt === 'ask') await keepFile(manager, id, file.path);
      const { rows, refused } = await lay(manager, id, file.path, head);
      const detail = { file: file.name, rows, refused };
      await record(manager, { actor, action: 'import.staged', subjectType: 'import', subjectId: id, detail });
      return findImport(manager, id);
    });
  }

  /**
   * Reads a waiting list anew, its columns being what a person says they are.
   * @throws DomainError `conflict` if it does not wait any more, `invalid` for columns that make no list
   */
  async correctColumns(id: number, fields: (ImportField | null)[]): Promise<ContactImport> {
    return inFolder(async (folder) =>
      this.source.transaction(async (manager) => {
        const list = await findImport(manager, id, 'for update');
        if (list.state !== 'staged') throw new DomainError('conflict', 'This import was started already.');
        const path = join(folder, 'list');
        await takeKeptFile(manager, id, path);
        const head = await readHead(path, fields);
        if (head.trouble) throw head.trouble;
        await dropRows(manager, id);
        await manager.delete(ContactImportRefusal, { importId: id });
        await lay(manager, id, path, head);
        return findImport(manager, id);
      }),
    );
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
    return checkList(this.source.manager, await this.waiting(id));
  }

  /** The first rows of a kind, with what a run would do to them. */
  async planned(id: number, kind: PlannedKind): Promise<PlannedRow[]> {
    return plannedRows(this.source.manager, await this.waiting(id), kind, PLANNED_SHOWN);
  }

  /** Starts, or goes on with, an import and resolves when it is over. */
  async run(actor: Actor, id: number): Promise<ContactImport> {
    await this.begin(actor, id);
    await this.runs.run(id);
    return this.find(id);
  }

  /** Starts an import and returns at once. */
  async start(actor: Actor, id: number): Promise<void> {
    await this.begin(actor, id);
    void this.runs.run(id);
  }

  /** Resolves when this process no longer works on the import. */
  async settled(id: number): Promise<ContactImport> {
    await this.runs.settled(id);
    return this.find(id);
  }

  /** Leaves what is written and forgets the rest. */
  async cancel(actor: Actor, id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const list = await lockImport(manager, id);
      if (list.state !== 'staged' && list.state !== 'running')
        throw new DomainError('conflict', 'This import is over.');
      await closeImport(manager, id, 'cancelled', null);
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

  private async waiting(id: number): Promise<ContactImport> {
    const list = await this.find(id);
    if (list.state !== 'staged') throw new DomainError('conflict', 'This import was started already.');
    if (list.trouble) throw new DomainError('conflict', list.trouble);
    return list;
  }

  private async begin(actor: Actor, id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const list = await findImport(manager, id, 'for update');
      if (list.state === 'running') return;
      if (list.state !== 'staged')
        throw new DomainError('conflict', 'This import is over. Upload the list again to repeat it.');
      if (list.trouble) throw new DomainError('conflict', list.trouble);
      await writeOutletsAndBeats(manager, list);
      await cutIntoParts(manager, list, this.runs.rowsAtOnce);
      await manager.update(ContactImport, id, { state: 'running' });
      await record(manager, { actor, action: 'import.started', subjectType: 'import', subjectId: id });
    });
  }
}

/** Lays the rows of a file aside, unless its columns make no list: then that is said and a person asked. */
async function lay(
  manager: EntityManager,
  id: number,
  path: string,
  head: ListHead,
): Promise<{ rows: number; refused: number }> {
  const { format, columns, trouble } = head;
  const staged = trouble
    ? { rows: 0, refused: 0 }
    : await stageList(manager, id, readList(path, { format, columns, trouble }));
  await manager.update(ContactImport, id, {
    ...staged,
    columns,
    trouble: trouble?.message ?? null,
  });
  return staged;
}

async function forgetOld(manager: EntityManager): Promise<void> {
  const old: { id: number }[] = await manager.query(
    `select id from contact_import where state = 'staged' and created_at < now() - make_interval(days => $1)
      for update skip locked`,
    [DAYS_KEPT],
  );
  for (const { id } of old)
    await closeImport(manager, id, 'cancelled', `Nobody ran it within ${DAYS_KEPT} days.`);
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-import-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
