import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { record } from '../../audit/record.js';
import type { Log } from '../../ops/log.js';
import type { ContactImport } from './contact-import.entity.js';
import { allPartsDone, partIsDone, takePart } from './import-parts.js';
import { closeImport, findImport, lockImport, shareImport } from './stored-import.js';
import { rowsTable } from './stage-list.js';
import { writeRows } from './write-list.js';

const RUN_FAILED =
  'The run stopped with an error. Upload the list again; what was written is not written twice.';
const ROWS_LOST = 'The database was restarted and the rows of this list are lost. Upload it again.';

/** Connections that write side by side, each a part of its own: one alone leaves the other processors idle. */
const LANES = 2;
/** Of a part whose addresses others add at that very moment. */
const MOST_TRIES = 5;
const UNIQUE_VIOLATION = '23505';

/** The imports that this process writes, each part by part; another process goes on where this one stopped. */
export class ImportRuns {
  /** Written in one transaction: a second or two, so that progress is seen and little is repeated. */
  rowsAtOnce = 50_000;
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
      await this.runLanes(id);
      await this.finish(id);
    } catch (error) {
      const isLost = error instanceof RowsLost;
      if (!isLost) this.log.error({ event: 'import.failed', import: id, err: error });
      await this.fail(id, isLost ? ROWS_LOST : RUN_FAILED);
    }
  }

  /** When one fails, the others end with the part they are at. */
  private async runLanes(id: number): Promise<void> {
    let isFailing = false;
    const lane = async () => {
      try {
        while (!isFailing && (await this.runPart(id)) && !this.stopping);
      } catch (error) {
        isFailing = true;
        throw error;
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: LANES }, lane));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Somebody who adds one of the part's addresses at the same moment makes it start again, and then be known. */
  private async runPart(id: number): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.source.transaction((manager) => this.writePart(manager, id));
      } catch (error) {
        if (!isUniqueViolation(error) || tries === MOST_TRIES) throw error;
      }
    }
  }

  /**
   * One transaction: the rows, and that they are written, so that no part is written twice or left out.
   * @returns whether there was one to write
   */
  private async writePart(manager: EntityManager, id: number): Promise<boolean> {
    await shareImport(manager, id);
    const list = await findImport(manager, id);
    if (list.state !== 'running') return false;
    const part = await takePart(manager, id);
    if (!part) return false;
    if (await isEmptied(manager, list)) throw new RowsLost();
    const { rows, created, changed } = await writeRows(manager, list, part);
    await partIsDone(manager, id, part.number);
    // Last, because the other lane waits for this row until the end of the transaction.
    await manager.query(
      `update contact_import set done_rows = done_rows + $2, created = created + $3, changed = changed + $4 where id = $1`,
      [id, rows, created, changed],
    );
    return true;
  }

  private async fail(id: number, trouble: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const list = await lockImport(manager, id);
      if (list.state === 'running') await closeImport(manager, id, 'failed', trouble);
    });
  }

  /** If nothing is left to write: another process may be writing, and this one may have been stopped. */
  private async finish(id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const list = await lockImport(manager, id);
      if (list.state !== 'running' || !(await allPartsDone(manager, id))) return;
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

/** The rows lie in an unlogged table, which is empty after a crash of the database. */
class RowsLost extends Error {}

async function isEmptied(manager: EntityManager, list: ContactImport): Promise<boolean> {
  if (list.rows === 0) return false;
  const [{ any }] = (await manager.query(`select exists (select from ${rowsTable(list.id)}) as any`)) as [
    { any: boolean },
  ];
  return !any;
}

function isUniqueViolation(error: unknown): boolean {
  return (
    error instanceof QueryFailedError && (error.driverError as { code?: string }).code === UNIQUE_VIOLATION
  );
}
