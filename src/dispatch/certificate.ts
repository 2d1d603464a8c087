import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { SigningKeys } from '../auth/signed-token.js';
import { notFound } from '../errors/domain-error.js';

/** Who got a release when, and that nobody got it before its time. All times are the database's, ISO 8601 in UTC with µs. */
export interface CertificateStatement {
  dispatch: number;
  release: string;
  headline: string;
  /** Hex SHA-256 that the approval bound. */
  releaseHash: string;
  liftAt: string;
  issuedAt: string;
  totals: {
    frozen: number;
    accepted: number;
    refused: number;
    suppressed: number;
    cancelled: number;
    inDoubt: number;
    open: number;
    /** Mails of the general tier whose transmission began before the lift; of the early tier before its own time. */
    beforeTheirTime: number;
    firstAcceptedSecondsAfterLift: number | null;
    lastAcceptedSecondsAfterLift: number | null;
  };
  recipients: CertifiedRecipient[];
}

export interface CertifiedRecipient {
  /** Null: the person was erased. */
  email: string | null;
  tier: string;
  opensAt: string;
  state: string;
  attempt: number;
  claimedAt: string | null;
  transmittingAt: string | null;
  settledAt: string | null;
  replyCode: number | null;
  replyText: string | null;
}

export interface Certificate {
  statement: CertificateStatement;
  /** Ed25519 over the UTF-8 bytes of JSON.stringify(statement), base64. */
  signature: string;
  /** SPKI, base64. Compare it with the key that the newsroom publishes. */
  publicKey: string;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const iso = (column: string) => `to_char(${column} at time zone 'UTC', ${ISO})`;

/** PKCS #8 prefix of an Ed25519 private key, before its 32 bytes (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The certificate of what happened so far; for a finished dispatch it does not change any more. */
export async function certificateOf(
  manager: EntityManager,
  dispatchId: number,
  keys: SigningKeys,
): Promise<Certificate> {
  const statement = await statementOf(manager, dispatchId);
  const key = certificateKey(keys);
  const signature = sign(null, Buffer.from(JSON.stringify(statement)), key).toString('base64');
  return { statement, signature, publicKey: publicKeyOf(key) };
}

/** What is wrong with a certificate; empty: the signature holds and the totals follow from the recipients. Never throws. */
export function problemsOfCertificate(certificate: Certificate, trustedKey?: string): string[] {
  try {
    return problemsOf(certificate, trustedKey);
  } catch {
    return ['This is no certificate: its statement, its signature or its key is missing or unreadable.'];
  }
}

function problemsOf({ statement, signature, publicKey }: Certificate, trustedKey?: string): string[] {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const bytes = Buffer.from(JSON.stringify(statement));
  const isSigned = verify(null, bytes, key, Buffer.from(signature, 'base64'));
  const counted = totalsOf(statement.recipients, statement.liftAt);
  const isCounted = JSON.stringify(counted) === JSON.stringify(statement.totals);
  return [
    ...(isSigned ? [] : ['The signature does not fit the statement: it was altered.']),
    ...(trustedKey && trustedKey !== publicKey ? ['It is signed with another key than the one given.'] : []),
    ...(isCounted ? [] : ['The totals do not follow from the recipients.']),
  ];
}

/** The key is derived from the newest secret, so every process signs with the same one. */
export function certificateKey(keys: SigningKeys): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', keys[0].secret, '', 'dateline certificate', 32));
  return createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
}

export function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
}

async function statementOf(manager: EntityManager, dispatchId: number): Promise<CertificateStatement> {
  const [head] = await manager.query<Omit<CertificateStatement, 'totals' | 'recipients'>[]>(
    `select d.id as dispatch, r.public_id as release, v.headline, encode(d.approval_hash, 'hex') as "releaseHash",
            ${iso('d.lift_at')} as "liftAt", ${iso('coalesce(d.ended_at, now())')} as "issuedAt"
       from dispatch d join release_version v on v.id = d.version_id join release r on r.id = v.release_id
      where d.id = $1`,
    [dispatchId],
  );
  if (!head) throw notFound('dispatch');
  const recipients = await manager.query<CertifiedRecipient[]>(
    `select x.email, x.tier, ${iso('t.opens_at')} as "opensAt", x.state, x.attempt,
            ${iso('x.claimed_at')} as "claimedAt", ${iso('x.transmitting_at')} as "transmittingAt",
            ${iso('x.settled_at')} as "settledAt", x.reply_code as "replyCode", x.reply_text as "replyText"
       from delivery x join dispatch_tier t on t.dispatch_id = x.dispatch_id and t.tier = x.tier
      where x.dispatch_id = $1 order by x.id`,
    [dispatchId],
  );
  return { ...head, totals: totalsOf(recipients, head.liftAt), recipients };
}

function totalsOf(recipients: CertifiedRecipient[], liftAt: string): CertificateStatement['totals'] {
  const count = (...states: string[]) => recipients.filter((each) => states.includes(each.state)).length;
  const accepted = recipients
    .filter((each) => each.state === 'accepted' && each.tier === 'general' && each.settledAt)
    .map((each) => secondsBetween(liftAt, each.settledAt as string))
    .sort((a, b) => a - b);
  return {
    frozen: recipients.length,
    accepted: count('accepted'),
    refused: count('refused'),
    suppressed: count('suppressed'),
    cancelled: count('cancelled'),
    inDoubt: count('in_doubt'),
    open: count('pending', 'deferred', 'transmitting'),
    beforeTheirTime: recipients.filter(
      (each) => each.transmittingAt !== null && each.transmittingAt < each.opensAt,
    ).length,
    firstAcceptedSecondsAfterLift: accepted[0] ?? null,
    lastAcceptedSecondsAfterLift: accepted.at(-1) ?? null,
  };
}

/** To the microsecond, which Date does not know. */
function secondsBetween(from: string, to: string): number {
  const micros = (iso: string) => Date.parse(`${iso.slice(0, 19)}Z`) * 1000 + Number(iso.slice(20, 26));
  return (micros(to) - micros(from)) / 1e6;
}
