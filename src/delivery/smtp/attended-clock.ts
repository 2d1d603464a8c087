/** What wants to be looked at on every tick. */
export interface Watched {
  /** @param now milliseconds of attended time */
  onTick(now: number): void;
}

/**
 * One coarse timer for all connections instead of one timer per command. Its time runs only while this process is
 * attentive: a tick that comes late (the event loop was blocked, the machine was suspended) counts as one tick, so
 * a reply that already lies in the socket is read before its connection is given up as silent.
 */
export class AttendedClock {
  /** Milliseconds of attended time; exact to one tick. */
  now = 0;
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly tickMs = 100) {}

  watch(one: Watched): void {
    this.watched.add(one);
    this.timer ??= setInterval(() => this.tick(), this.tickMs).unref();
  }

  unwatch(one: Watched): void {
    this.watched.delete(one);
    if (this.watched.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    this.now += this.tickMs;
    for (const one of this.watched) one.onTick(this.now);
  }
}
