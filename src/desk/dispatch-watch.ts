import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  defer,
  finalize,
  type Observable,
  ReplaySubject,
  repeat,
  retry,
  share,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import { DataSource } from 'typeorm';
import { type ReasonCount, reasonsOf } from '../dispatch/dispatch-views.js';
import { type DispatchProgress, progressOf } from '../dispatch/progress-views.js';
import { LOG, type Log } from '../ops/log.js';
import { isOver, phaseOf } from './dispatch-phase.js';

/** One reading of a dispatch. */
export interface DispatchMoment {
  progress: DispatchProgress;
  reasons: ReasonCount[];
}

/** ms between two readings. Far from the lift nothing happens, so it is looked at less often. */
const EVERY = 1_000;
const EVERY_WHILE_WAITING = 5_000;
const SOON = 60_000;
/** A reading that takes long is not repeated at once: at most this share of the time is spent reading. */
const BUSY_SHARE = 0.2;

/** Reads each watched dispatch once a second, however many people of this process watch it; nobody watching: not at all. */
@Injectable()
export class DispatchWatch implements OnModuleDestroy {
  private readonly watched = new Map<number, Observable<DispatchMoment>>();
  /** Remembers, so that a stream that begins during the shutdown ends at once as well. */
  private readonly closing = new ReplaySubject<void>(1);

  constructor(
    private readonly database: DataSource,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** A page's first rendering. @throws DomainError `not_found` */
  async look(id: number): Promise<DispatchMoment> {
    const { manager } = this.database;
    return { progress: await progressOf(manager, id), reasons: await reasonsOf(manager, id) };
  }

  /** The latest reading at once, then each new one. Completes with the one after which nothing changes by itself. */
  watch(id: number): Observable<DispatchMoment> {
    const known = this.watched.get(id);
    if (known) return known;
    const readings = this.readings(id).pipe(
      finalize(() => this.watched.delete(id)),
      share({ connector: () => new ReplaySubject(1) }),
    );
    this.watched.set(id, readings);
    return readings;
  }

  /** Open streams would keep the server from closing. Browsers connect again by themselves. */
  onModuleDestroy(): void {
    this.closing.next();
    this.closing.complete();
  }

  private readings(id: number): Observable<DispatchMoment> {
    let pause = EVERY;
    const reading = defer(async () => {
      const start = performance.now();
      const moment = await this.look(id);
      pause = pauseAfter(moment, performance.now() - start);
      return moment;
    });
    return reading.pipe(
      retry({ delay: (error) => timer(EVERY).pipe(tap(() => this.noteTrouble(id, error))) }),
      repeat({ delay: () => timer(pause) }),
      takeWhile(({ progress }) => !isOver(progress), true),
      takeUntil(this.closing),
    );
  }

  private noteTrouble(dispatchId: number, error: unknown): void {
    this.log.warn({ event: 'watch.failed', dispatchId, error: String(error) });
  }
}

function pauseAfter({ progress }: DispatchMoment, took: number): number {
  const untilLift = progress.liftAt.getTime() - progress.now.getTime();
  const isFar = phaseOf(progress) === 'waiting' && untilLift > SOON;
  return Math.max(isFar ? EVERY_WHILE_WAITING : EVERY, took / BUSY_SHARE);
}
