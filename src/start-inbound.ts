import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { hasRoom, mailsKeptADay } from './bounces/inbound-limit.js';
import {
  type InboundServer,
  type InboundServerOptions,
  refusal,
  startInboundServer,
} from './bounces/inbound-server.js';
import { BufferedTally } from './bounces/inbound-tally.js';
import { OurTokens } from './bounces/our-tokens.js';
import type { Env } from './config/env.js';
import { openPool } from './database/pool.js';

/** Where complaints and people write to a domain (RFC 2142, RFC 5321 section 4.5.1); matched by what the mail quotes. */
const ROLES = ['postmaster', 'abuse', 'feedback'];

/** Takes mail to our return paths and the domain's own addresses and keeps it; the worker reads it. */
export async function startInbound(env: Env): Promise<InboundServer> {
  const { DATABASE_URL } = env;
  if (!DATABASE_URL)
    throw new Error('DATABASE_URL is missing: the inbound server needs a PostgreSQL to connect to.');
  const pool = openPool(DATABASE_URL, 2, 'dateline-inbound');
  const refused = new BufferedTally(pool, 'smtp');
  const server = await startInboundServer(inboundOptions(env, pool, refused)).catch(async (error: Error) => {
    await pool.end();
    throw new Error(
      `Port ${env.INBOUND_PORT} for bounces cannot be opened (${error.message}). Choose another with INBOUND_PORT.`,
    );
  });
  return {
    port: server.port,
    close: async () => {
      await server.close();
      await refused.flush();
      await pool.end();
    },
  };
}

function inboundOptions(env: Env, pool: Pool, refused: BufferedTally): InboundServerOptions {
  const tokens = new OurTokens(env);
  const roles = new Set(ROLES.map((role) => `${role}@${env.BOUNCE_DOMAIN.toLowerCase()}`));
  return {
    host: env.INBOUND_HOST,
    port: env.INBOUND_PORT,
    tls: readCertificate(env),
    accepts: (rcpt) => {
      if (tokens.isOurs(rcpt) || roles.has(rcpt.toLowerCase())) return true;
      refused.note(tokens.isForged(rcpt) ? 'forged return path' : 'not our address');
      return false;
    },
    keep: async ({ rcpt, sender, raw }) => {
      const most = tokens.isOurs(rcpt) ? mailsKeptADay.returnPath : mailsKeptADay.role;
      if (!(await hasRoom(pool, rcpt, most))) {
        refused.note('too many to one address');
        throw refusal(452, '4.3.1 Enough mail came to this address today');
      }
      await pool.query(
        `insert into inbound_mail (source, rcpt, sender, delivery_id, kind, raw) values ('smtp', $1, $2, $3, 'unread', $4)`,
        [rcpt, sender, tokens.ofReturnPath(rcpt), raw],
      );
    },
  };
}

/** @throws Error naming the file that cannot be read */
function readCertificate({ INBOUND_TLS_KEY, INBOUND_TLS_CERT }: Env): InboundServerOptions['tls'] {
  if (!INBOUND_TLS_KEY || !INBOUND_TLS_CERT) return undefined;
  return { key: readFileSync(INBOUND_TLS_KEY), cert: readFileSync(INBOUND_TLS_CERT) };
}
