import type { DispatchProgress, TierProgress } from '../dispatch/progress-views.js';
import { SPEED_WINDOW } from '../dispatch/progress-views.js';

/** Where a dispatch is, in the words of the desk. `void`: armed, but the approval it was armed with stands no more. */
export type DispatchPhase = 'waiting' | 'sending' | 'paused' | 'held' | 'void' | 'stopped' | 'finished';

export function phaseOf(progress: DispatchProgress): DispatchPhase {
  if (progress.state !== 'armed') return progress.state;
  if (!progress.approvalStands) return 'void';
  return hasStarted(progress) || progress.liftAt <= progress.now ? 'sending' : 'waiting';
}

export function hasStarted(progress: DispatchProgress): boolean {
  return progress.tiers.some((tier) => tier.startedAt !== null);
}

/** Those for whom something may still happen without a person. */
export function openCount({ account }: DispatchProgress): number {
  return account.pending + account.transmitting + account.deferred;
}

/** Those who were not tried yet, or are being tried at this moment. */
export function untriedCount({ account }: DispatchProgress): number {
  return account.pending + account.transmitting;
}

/** Those who have the mail, or may have it: a correction or a kill goes to them. */
export function reachedCount({ account }: DispatchProgress): number {
  return account.accepted + account.in_doubt + account.transmitting;
}

/** Nothing will change any more without a person. */
export function isOver(progress: DispatchProgress): boolean {
  const hasEnded = progress.state === 'finished' || progress.state === 'stopped';
  return hasEnded && openCount(progress) === 0;
}

/** 0 to 100; a dispatch without recipients that has finished is done. */
export function percentDone(progress: DispatchProgress): number {
  const { frozen } = progress.account;
  if (frozen === 0) return progress.state === 'finished' ? 100 : 0;
  return Math.floor(((frozen - openCount(progress)) / frozen) * 100);
}

export interface Speed {
  perSecond: number;
  /** For those who were not tried yet; null: nothing moves. Deferred ones have their own times. */
  secondsLeft: number | null;
}

/** Measured over the last SPEED_WINDOW seconds, or since the start when that is shorter. */
export function speedOf(progress: DispatchProgress): Speed {
  const recent = sum(progress.tiers, (tier) => tier.recent);
  const perSecond = recent / Math.min(SPEED_WINDOW, Math.max(0.5, secondsSinceStart(progress)));
  return { perSecond, secondsLeft: perSecond > 0 ? Math.ceil(untriedCount(progress) / perSecond) : null };
}

function secondsSinceStart({ tiers, now }: DispatchProgress): number {
  const starts = tiers.flatMap((tier) => (tier.startedAt ? [tier.startedAt.getTime()] : []));
  return starts.length > 0 ? (now.getTime() - Math.max(...starts)) / 1000 : 0;
}

/** The sentence of the certificate: that nothing left early, and how soon after the lift it was there. */
export function liftSentence(progress: DispatchProgress): string | null {
  const general = progress.tiers.find((tier) => tier.tier === 'general');
  if (!general?.firstAcceptedAt || !general.lastAcceptedAt) return null;
  const early = sum(progress.tiers, (tier) => tier.early);
  const first = secondsAfter(general.opensAt, general.firstAcceptedAt);
  const last = secondsAfter(general.opensAt, general.lastAcceptedAt);
  const count = progress.account.frozen.toLocaleString('en');
  return `${early} of ${count} before the lift; first ${first}; last ${last}.`;
}

/** "+0.08 s", "+2.1 s", "+3 min 20 s". */
export function secondsAfter(from: Date, to: Date): string {
  return secondsText((to.getTime() - from.getTime()) / 1000);
}

export function secondsText(seconds: number): string {
  const sign = seconds < 0 ? '−' : '+';
  const size = Math.abs(seconds);
  if (size < 1) return `${sign}${size.toFixed(2)} s`;
  if (size < 60) return `${sign}${size.toFixed(1)} s`;
  const whole = Math.round(size);
  if (whole < 3600) return `${sign}${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${sign}${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

export function sum(tiers: readonly TierProgress[], value: (tier: TierProgress) => number): number {
  return tiers.reduce((total, tier) => total + value(tier), 0);
}
