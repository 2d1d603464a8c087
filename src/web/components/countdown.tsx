import type { VNode } from 'preact';
import { timeLeft } from '../time-left.js';

/**
 * The time left, written by the server and kept current by a small custom element. It starts from
 * the server's reading (`data-now`), so a wrong clock in the browser does not show a wrong countdown.
 */
export function Countdown({ until, now, done = 'Now' }: { until: Date; now: Date; done?: string }): VNode {
  return (
    <count-down data-until={until.toISOString()} data-now={now.toISOString()} data-done={done} role="timer">
      {timeLeft(until.getTime() - now.getTime(), done)}
    </count-down>
  );
}
