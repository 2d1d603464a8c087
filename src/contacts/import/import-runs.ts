import type { DataSource, EntityManager } from 'typeorm';
import { record } from '../../audit/record.js';
import type { Log } from '../../ops/log.js';
import { ContactImport } from './contact-import.entity.js';
import { closeImport, findImport } from './stored-import.js';
import { rowsTable } from './stage-list.js';
import { keyAfter, writeRows, writeWords, type Written } from './write-list.js';

interface Part extends Written {
  isLast: boolean;
}

const RUN_FAILED =
  'The run stopped with an error. Upload the list again; what was written is not written twice.';
const ROWS_LOST = 'The database was restarted and the rows of this list are lost. Upload it again.';
const NOTHING: Written = { created: 0, changed: 0, firstId: null, lastId: null };

/** The imports that this process writes, each part by part; another process goes on where this one stopped. */
export class ImportRuns {
  /** Written in one transaction: about two seconds, so that progress is seen and little is repeated. */
  rowsAtOnce = 100_000;
  private readonly running = new Map<number, Promise<void>>();
  private stopping = false;

  constructor(
    private readonly source: DataSource,
    private readonly log: Log,
  ) {}

  /** Resolves when this process no longer works on the import. Never rejects. */
  run(id: number): Promise<void> {
    const run = this.running.get(id) ?? this.runToEnd(id).finally(() => this.running.delete(id));
    this.running.set(id, run);
    return run;
  }

  async settled(id: number): Promise<void> {
    await this.running.get(id);
  }

  /** Stops between two parts. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running.values());
  }

  private async runToEnd(id: number): Promise<void> {
    try {
      await this.runParts(id);
    } catch (error) {
      this.log.error({ event: 'import.failed', import: id, err: error });
      await this.fail(id, RUN_FAILED);
    }
  }

  /** The words of a part are written beside the next part: each takes one processor. */
  private async runParts(id: number): Promise<void> {
    let words: Promise<void> = Promise.resolve();
    for (let part = await this.runPart(id); part !== 'over'; part = await this.runPart(id)) {
      const { firstId, lastId, isLast } = part;
      if (firstId !== null && lastId !== null) words = words.then(() => this.writeWords(id, firstId, lastId));
      if (!isLast && !this.stopping) continue;
      await words;
      if (isLast) await this.finish(id);
      return;
    }
    await words;
  }

  /** One transaction: the rows and how far they reach, so that a part is never written twice or left out. */
  private async runPart(id: number): Promise<Part | 'over'> {
    const part = await this.source.transaction(async (manager) => {
      const list = await findImport(manager, id, 'for update');
      if (list.state !== 'running') return 'over';
      if (await isEmptied(manager, list)) return 'emptied';
      const from = list.doneKey ?? '';
      const to = await keyAfter(manager, id, from, this.rowsAtOnce);
      const written = to === null ? NOTHING : await writeRows(manager, list, from, to);
      const doneRows = Math.min(list.doneRows + this.rowsAtOnce, list.rows);
      const [created, changed] = [list.created + written.created, list.changed + written.changed];
      await manager.update(ContactImport, id, { doneRows, doneKey: to ?? from, created, changed });
      return { isLast: doneRows >= list.rows, ...written };
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
      if (list.state === 'running') await closeImport(manager, id, 'failed', trouble);
    });
  }

  private async finish(id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const list = await findImport(manager, id, 'for update');
      if (list.state !== 'running') return;
      await closeImport(manager, id, 'done', null);
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

/** An unlogged table is empty after a crash of the database. */
async function isEmptied(manager: EntityManager, list: ContactImport): Promise<boolean> {
  if (list.rows === 0) return false;
  const [{ any }] = (await manager.query(`select exists (select from ${rowsTable(list.id)}) as any`)) as [
    { any: boolean },
  ];
  return !any;
}
