import type { BeginRequest, Settlement, StepAnswer, StepStatement } from './step-statement.js';

/** `go` with the attempt's number, or why not: `suppressed`, `fenced`, or the gate's word. */
export interface BeginVerdict {
  verdict: string;
  attempt: number;
}

/** Pause before a failed flush is tried again, in ms. */
const AGAIN = 250;
/** Statements under way at once. */
const AT_ONCE = 2;
/** ms that a mail waits for company; less than any reply of a server over a network. */
const PATIENCE = 2;

interface WaitingSettlement {
  settlement: Settlement;
  written: () => void;
}

interface WaitingBegin {
  request: BeginRequest;
  resolve: (verdict: BeginVerdict) => void;
}

/**
 * Group commit of all connections of a worker: each statement of the database settles what was sent and begins what is
 * sent next. A statement has a price of its own (a commit), so one waits until half of the mails under way have come
 * together, but not longer than PATIENCE: the halves take turns, one at the database while the other is at the servers.
 *
 * Guarantees: `begin` answers `go` only after `transmitting` is committed. A settlement is repeated until the database
 * took it; it is lost only with the process, and then the delivery becomes `in_doubt`.
 */
export class StepWriter {
  private settlements: WaitingSettlement[] = [];
  private begins: WaitingBegin[] = [];
  private readonly running = new Set<Promise<void>>();
  /** Mails in the statements under way … */
  private inStatements = 0;
  /** … and those that were permitted and are not settled yet. */
  private outside = 0;
  private isScheduled = false;
  private impatient = false;
  private waiting: NodeJS.Timeout | undefined;
  private failures = 0;

  constructor(
    private readonly statement: StepStatement,
    private readonly onTrouble: (error: Error) => void = () => undefined,
  ) {}

  begin(request: BeginRequest): Promise<BeginVerdict> {
    return new Promise((resolve) => {
      this.begins.push({ request, resolve });
      this.schedule();
    });
  }

  /** `written` is called when it is in the database. */
  settle(settlement: Settlement, written: () => void = () => undefined): void {
    if (settlement.begun) this.outside = Math.max(0, this.outside - 1);
    this.settlements.push({ settlement, written });
    this.schedule();
  }

  /** Resolves when nothing is under way or waiting any more. */
  async flushed(): Promise<void> {
    while (this.running.size > 0 || this.waitingSize > 0) {
      await Promise.all(this.running);
      await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    }
  }

  /** What the lanes finish in one turn of the event loop travels together. */
  private schedule(): void {
    if (this.isScheduled) return;
    if (!this.mayStart()) return this.waitForCompany();
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      if (!this.mayStart()) return this.waitForCompany();
      const flush = this.flush().finally(() => {
        this.running.delete(flush);
        if (this.waitingSize > 0) this.schedule();
      });
      this.running.add(flush);
    });
  }

  private mayStart(): boolean {
    if (this.running.size >= AT_ONCE || this.waitingSize === 0) return false;
    return this.impatient || this.waitingSize >= this.inStatements + this.outside;
  }

  private waitForCompany(): void {
    if (this.waiting || this.impatient || this.waitingSize === 0) return;
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      this.impatient = true;
      this.schedule();
    }, PATIENCE);
  }

  private get waitingSize(): number {
    return Math.max(this.settlements.length, this.begins.length);
  }

  private async flush(): Promise<void> {
    this.impatient = false;
    clearTimeout(this.waiting);
    this.waiting = undefined;
    const settlements = this.settlements.splice(0);
    const begins = this.beginsOfOneTier();
    if (settlements.length === 0 && begins.length === 0) return;
    const size = Math.max(settlements.length, begins.length);
    this.inStatements += size;
    try {
      const answered = await this.statement(
        settlements.map((each) => each.settlement),
        begins.map((each) => each.request),
      );
      this.failures = 0;
      this.outside += answered.went;
      answer(begins, answered);
      for (const { written } of settlements) written();
    } catch (error) {
      this.onTrouble(error as Error);
      this.settlements.unshift(...settlements, ...begins.map(withdrawn));
      for (const begin of begins) begin.resolve({ verdict: 'database', attempt: 0 });
      this.failures += 1;
      await new Promise((resolve) => setTimeout(resolve, Math.min(AGAIN * this.failures, 2000)));
    } finally {
      this.inStatements -= size;
    }
  }

  /** A statement asks one gate: those of another tier go with the next. */
  private beginsOfOneTier(): WaitingBegin[] {
    const begins = this.begins.splice(0);
    const first = begins[0]?.request.chunk;
    const isOfFirst = ({ request: { chunk } }: WaitingBegin) =>
      chunk.dispatchId === first?.dispatchId && chunk.tier === first.tier;
    if (begins.every(isOfFirst)) return begins;
    this.begins = begins.filter((each) => !isOfFirst(each));
    return begins.filter(isOfFirst);
  }
}

/** Nobody goes by being left out: if those who went and those named are not all, none goes. */
function answer(begins: WaitingBegin[], { went, ids, verdicts }: StepAnswer): void {
  const stopped = new Map((ids ?? []).map((id, i) => [Number(id), verdicts?.[i] ?? 'fenced']));
  const isWhole = went + stopped.size === begins.length;
  for (const { request, resolve } of begins) {
    const verdict = stopped.get(request.deliveryId) ?? (isWhole ? 'go' : 'fenced');
    resolve({ verdict, attempt: verdict === 'go' ? request.attempt + 1 : 0 });
  }
}

/**
 * The connection may have broken after the commit: then `transmitting` stands although the body will not be sent. This
 * takes it back, and does nothing if the commit never was: then the attempt does not fit, or, if another worker has begun
 * one of the same number meanwhile, the claim does not.
 */
function takeBack(request: BeginRequest): Settlement {
  const text = 'The database did not answer before the body was sent.';
  return takenBack(request.deliveryId, request.epoch, request.attempt + 1, text);
}

function withdrawn(begin: WaitingBegin): WaitingSettlement {
  return { settlement: takeBack(begin.request), written: () => undefined };
}

/** An attempt that was begun and whose body surely was not sent; it is due again at once. */
export function takenBack(deliveryId: number, epoch: number, attempt: number, text: string): Settlement {
  return { deliveryId, attempt, epoch, begun: true, state: 'deferred', code: null, text, wait: 0 };
}
