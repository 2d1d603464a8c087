import type { Pool } from 'pg';

export type RateScope = 'server' | 'domain' | 'dispatch';

interface Limit {
  scope: RateScope;
  key: string;
  perMinute: number | null;
  connections: number | null;
}

interface Allowance extends Limit {
  mails: number;
  grantedAt: number;
  slots: number;
  slotsUntil: number;
  busy: number;
  /** Mails asked for and not granted since the last round. */
  wanted: number;
  /** ms until which the mails in front of the next one will take. */
  lineEnds: number;
}

export interface Grant {
  scope: RateScope;
  key: string;
  mails: number | null;
  slots: number | null;
}

/** ms after which granted mails that were not used are forgotten, so that they cannot pile up and leave at once. */
const FRESH = 250;
/** ms for which slots may be used; the database keeps them longer (5 s), so they never overlap with another worker's. */
const SLOTS_FRESH = 3_000;
/** Mails asked for at once; the database grants at most a tenth of a second's worth. */
const MOST = 1_000;

/**
 * What this worker may send under limits that all workers share. Nothing may be sent that the database has not granted
 * (`grant_sends` in the migration of the send rates); grants that are not used in time are lost, not kept.
 */
export class SendRates {
  private readonly allowances = new Map<string, Allowance>();

  /** Declares a limit; null for none. Called again with the same figures it changes nothing. */
  limit(scope: RateScope, key: string, perMinute: number | null, connections: number | null = null): void {
    const id = `${scope}/${key}`;
    const known = this.allowances.get(id);
    if (perMinute === null && connections === null) {
      if (known && known.busy === 0) this.allowances.delete(id);
      else if (known) Object.assign(known, { perMinute, connections });
    } else if (known) Object.assign(known, { perMinute, connections });
    else this.allowances.set(id, { ...EMPTY, scope, key, perMinute, connections });
  }

  /** Replaces all limits of domains by these. */
  limitDomains(limits: { domain: string; perMinute: number | null; connections: number | null }[]): void {
    const named = new Set(limits.map((each) => each.domain));
    for (const { scope, key } of [...this.allowances.values()])
      if (scope === 'domain' && !named.has(key)) this.limit('domain', key, null);
    for (const each of limits) this.limit('domain', each.domain, each.perMinute, each.connections);
  }

  /** Whether one mail may leave now; if not, that one is wanted. @param now ms of a clock that only goes forward */
  mayTake(scope: RateScope, key: string, now: number): boolean {
    const allowance = this.allowances.get(`${scope}/${key}`);
    if (!allowance || hasLeft(allowance, now)) return true;
    allowance.wanted = Math.min(MOST, allowance.wanted + 1);
    return false;
  }

  /** Uses what `mayTake` allowed. */
  took(scope: RateScope, key: string): void {
    const allowance = this.allowances.get(`${scope}/${key}`);
    if (!allowance) return;
    allowance.mails -= 1;
    if (allowance.connections !== null) allowance.busy += 1;
  }

  /** The mail has its outcome. */
  ended(scope: RateScope, key: string): void {
    const allowance = this.allowances.get(`${scope}/${key}`);
    if (allowance) allowance.busy = Math.max(0, allowance.busy - 1);
  }

  /** Seconds after which one more mail, behind all that were put off before, may expect its turn. */
  placeInLine(scope: RateScope, key: string, now: number): number {
    const allowance = this.allowances.get(`${scope}/${key}`);
    if (!allowance) return 0;
    const interval = allowance.perMinute === null ? 1000 : 60_000 / allowance.perMinute;
    allowance.lineEnds = Math.max(now, allowance.lineEnds) + interval;
    return (allowance.lineEnds - now) / 1000;
  }

  /** What to ask the database for: limits with mails waiting, and slots in use. */
  wishes(): Allowance[] {
    return [...this.allowances.values()].filter(
      (each) => each.wanted > 0 || (each.connections && each.busy > 0),
    );
  }

  granted(grants: Grant[], now: number): void {
    for (const { scope, key, mails, slots } of grants) {
      const allowance = this.allowances.get(`${scope}/${key}`);
      if (!allowance) continue;
      Object.assign(allowance, { wanted: 0, mails: mails ?? 0, grantedAt: now });
      if (slots !== null) Object.assign(allowance, { slots, slotsUntil: now + SLOTS_FRESH });
    }
  }
}

const EMPTY = { mails: 0, grantedAt: 0, slots: 0, slotsUntil: 0, busy: 0, wanted: 0, lineEnds: 0 };

function hasLeft(allowance: Allowance, now: number): boolean {
  const { perMinute, connections, mails, grantedAt, slots, slotsUntil, busy } = allowance;
  if (perMinute !== null && (mails < 1 || now - grantedAt > FRESH)) return false;
  return connections === null || (busy < slots && now < slotsUntil);
}

/** Asks the database for what is wished for. One statement, and none when nothing is. */
export async function askForSends(
  pool: Pool,
  worker: string,
  wishes: {
    scope: RateScope;
    key: string;
    perMinute: number | null;
    connections: number | null;
    wanted: number;
    busy: number;
  }[],
): Promise<Grant[]> {
  if (wishes.length === 0) return [];
  const { rows } = await pool.query<Grant>({
    name: 'grant_sends',
    text: `select scope, key, mails, slots
             from grant_sends($1, $2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[])`,
    values: [
      worker,
      wishes.map((each) => each.scope),
      wishes.map((each) => each.key),
      wishes.map((each) => each.perMinute),
      wishes.map((each) => each.connections),
      wishes.map((each) => each.wanted),
      wishes.map((each) => each.busy),
    ],
  });
  return rows;
}

/** The limits of domains as they stand now. */
export async function domainLimits(
  pool: Pool,
): Promise<{ domain: string; perMinute: number | null; connections: number | null }[]> {
  const { rows } = await pool.query({
    name: 'domain_limits',
    text: `select domain, per_minute as "perMinute", connections from domain_limit`,
  });
  return rows as never;
}
