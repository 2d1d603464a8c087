import type { DataSource } from 'typeorm';
import type { ReceivedMessage } from './smtp-receiver.js';

/** What a fault did, as the last table shows it. */
export interface FaultResult {
  recipients: number;
  accepted: number;
  inDoubt: number;
  /** Refused, suppressed or cancelled, each with its reason in its row. */
  others: number;
  /** Mails beyond the first to one recipient. */
  duplicates: number;
  /** Recipients whose row is in no final state, or says accepted while no mail came; and mails that no row explains. */
  lost: number;
  /** Mails that came before their tier's time, by the clock that machine and database share. */
  early: number;
  /** Rows of the account: false when frozen is not the sum of all states. */
  addsUp: boolean;
  /** Doubtful deliveries without a word why. */
  unexplained: number;
}

interface Row {
  email: string;
  state: string;
  opensAt: Date;
  replyText: string | null;
}

const FINAL = ['accepted', 'refused', 'suppressed', 'cancelled', 'in_doubt'];

/** Compares what the database says of a dispatch with what arrived. */
export async function faultResult(
  db: DataSource,
  dispatchId: number,
  arrived: readonly ReceivedMessage[],
): Promise<FaultResult> {
  const rows = await db.query<Row[]>(
    `select d.email, d.state, t.opens_at as "opensAt", d.reply_text as "replyText"
       from delivery d join dispatch_tier t using (dispatch_id, tier) where d.dispatch_id = $1`,
    [dispatchId],
  );
  const copies = countBy(arrived, (mail) => mail.to[0] ?? '');
  const rowOf = new Map(rows.map((row) => [row.email, row]));
  const inState = (state: string) => rows.filter((row) => row.state === state).length;
  return {
    recipients: rows.length,
    accepted: inState('accepted'),
    inDoubt: inState('in_doubt'),
    others: inState('refused') + inState('suppressed') + inState('cancelled'),
    duplicates: [...copies.values()].reduce((sum, each) => sum + each - 1, 0),
    lost: rows.filter((row) => isLost(row, copies)).length + strangers(copies, rowOf),
    early: arrived.filter((mail) => mail.at < (rowOf.get(mail.to[0] ?? '')?.opensAt ?? mail.at)).length,
    addsUp: await addsUp(db, dispatchId),
    unexplained: rows.filter((row) => row.state === 'in_doubt' && !row.replyText).length,
  };
}

function isLost(row: Row, copies: Map<string, number>): boolean {
  if (!FINAL.includes(row.state)) return true;
  return row.state === 'accepted' && !copies.has(row.email);
}

/** Mails to somebody who was not frozen, or whose row says that nothing was sent. */
function strangers(copies: Map<string, number>, rowOf: Map<string, Row>): number {
  const explained = (email: string) => ['accepted', 'in_doubt'].includes(rowOf.get(email)?.state ?? '');
  return [...copies.keys()].filter((email) => !explained(email)).length;
}

/** Law 2's equation, by the database's own view. */
async function addsUp(db: DataSource, dispatchId: number): Promise<boolean> {
  const [row] = await db.query<{ ok: boolean }[]>(
    `select frozen = accepted + refused + suppressed + cancelled + in_doubt + deferred + transmitting + pending as ok
       from dispatch_account where dispatch_id = $1`,
    [dispatchId],
  );
  return row?.ok ?? false;
}

function countBy<T>(all: readonly T[], key: (one: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return counts;
}
