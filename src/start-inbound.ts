import { parseSecrets } from './auth/signed-token.js';
import { type InboundServer, startInboundServer } from './bounces/inbound-server.js';
import type { Env } from './config/env.js';
import { openPool } from './database/pool.js';
import { openReturnPath } from './delivery/return-path.js';

/** Takes bounces to our return paths and keeps them; the worker reads them. */
export async function startInbound(env: Env): Promise<InboundServer> {
  const { DATABASE_URL } = env;
  if (!DATABASE_URL)
    throw new Error('DATABASE_URL is missing: the inbound server needs a PostgreSQL to connect to.');
  const keys = parseSecrets(env.DATELINE_SECRET);
  const pool = openPool(DATABASE_URL, 2, 'dateline-inbound');
  const open = (rcpt: string) => openReturnPath(keys, rcpt, env.BOUNCE_DOMAIN);
  const server = await startInboundServer({
    host: env.INBOUND_HOST,
    port: env.INBOUND_PORT,
    accepts: (rcpt) => open(rcpt) !== null,
    keep: async ({ rcpt, raw }) => {
      await pool.query(
        `insert into inbound_mail (source, rcpt, delivery_id, kind, raw) values ('smtp', $1, $2, 'unread', $3)`,
        [rcpt, open(rcpt), raw],
      );
    },
  }).catch(async (error: Error) => {
    await pool.end();
    throw new Error(
      `Port ${env.INBOUND_PORT} for bounces cannot be opened (${error.message}). Choose another with INBOUND_PORT.`,
    );
  });
  return {
    port: server.port,
    close: async () => {
      await server.close();
      await pool.end();
    },
  };
}
