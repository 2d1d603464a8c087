// A sender as one would write it with nodemailer's pool: takes chunks from the queue, builds and signs every message,
// writes the results of a chunk in one statement. The key is parsed once, which nodemailer allows but does not do itself.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Worker } from 'bullmq';
import { createTransport } from 'nodemailer';
import { parseSecrets } from '../dist/auth/signed-token.js';
import { readEnv } from '../dist/config/env.js';
import { openDataSource } from '../dist/database/data-source.js';
import { openPool } from '../dist/database/pool.js';
import { mailHeaders, renderVersion } from '../dist/delivery/mail-of-version.js';
import { recipientLinks } from '../dist/delivery/recipient-links.js';
import { messageId, returnPath } from '../dist/delivery/return-path.js';
import { entities } from '../dist/entities.js';
import { queueConnection } from '../dist/queues/queue-connection.js';
import { ReleaseVersion } from '../dist/releases/release-version.entity.js';
import { escapeHtml } from '../dist/rendering/escape-html.js';
import { fillSlots } from '../dist/rendering/slot-markers.js';

const env = readEnv();
const keys = parseSecrets(env.DATELINE_SECRET);
const connections = Number(process.env.BENCH_CONNECTIONS);
const transport = createTransport({
  pool: true,
  host: '127.0.0.1',
  port: Number(process.env.BENCH_PORT),
  secure: false,
  ignoreTLS: true,
  maxConnections: connections,
  maxMessages: Infinity,
  disableFileAccess: true,
  disableUrlAccess: true,
  ...dkim(),
});
const pool = openPool(env.DATABASE_URL, 6);
const db = await openDataSource(env.DATABASE_URL, entities);
let release;

function dkim() {
  const [, keySelector, domainName, path] = /^([^:]+):([^:]+):(.+)$/.exec(process.env.DKIM_KEYS ?? '') ?? [];
  if (!path) return {};
  return { dkim: { domainName, keySelector, privateKey: createPrivateKey(readFileSync(path, 'utf8')) } };
}

async function rendered() {
  const [version] = await db.manager.find(ReleaseVersion, {
    relations: { release: true },
    order: { id: 'desc' },
    take: 1,
  });
  const mail = await renderVersion(db.manager, env, version, ['One'], 'general');
  return { version, mail, headers: mailHeaders(env, version), date: new Date() };
}

async function send(recipient) {
  const { version, mail, headers, date } = release;
  const links = recipientLinks(env, keys, recipient, version, 'general');
  await transport.sendMail({
    envelope: { from: returnPath(keys, recipient.id, env.BOUNCE_DOMAIN), to: recipient.email },
    from: headers.from,
    to: { name: recipient.name, address: recipient.email },
    subject: mail.subject,
    messageId: `<${messageId(keys, recipient.id, env.LIST_DOMAIN)}>`,
    date,
    html: fillSlots(mail.html, links, escapeHtml),
    text: fillSlots(mail.text, links),
    headers: {
      'List-Unsubscribe': `<${links.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': headers.list.id,
    },
  });
}

const worker = new Worker(
  'pool',
  async ({ data }) => {
    release ??= await rendered();
    const { rows } = await pool.query(
      `update delivery_chunk set claimed_at = clock_timestamp() where dispatch_id = $1 and number = $2 returning claimed_at`,
      [data.dispatchId, data.number],
    );
    const { rows: recipients } = await pool.query(
      `select d.id, d.contact_id as "contactId", d.email, c.name
         from deliveries_of_chunk($1, 'general', $2) d join contact c on c.id = d.contact_id order by d.id`,
      [data.dispatchId, data.number],
    );
    await Promise.all(recipients.map(send));
    await pool.query(
      `update delivery set state = 'accepted', attempt = 1, claimed_at = $2, transmitting_at = $2, settled_at = clock_timestamp()
        where id = any ($1::bigint[])`,
      [recipients.map((each) => each.id), rows[0].claimed_at],
    );
  },
  { connection: queueConnection({ databaseUrl: env.DATABASE_URL }), concurrency: 3 },
);
await worker.waitUntilReady();
process.stdout.write('ready\n');
process.on('SIGTERM', async () => {
  await worker.close(true);
  process.exit(0);
});
