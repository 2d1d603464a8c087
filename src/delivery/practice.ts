import type { Pool } from 'pg';
import { type ChunkKey, type Recipient, recipientsOf } from './chunk-claims.js';
import { ChunkRun, type MailBuilder } from './chunk-run.js';
import { PracticeServer } from './practice-server.js';
import { signaturesOf } from './prepared-signatures.js';
import { LanePool } from './smtp/lane-pool.js';
import { parseSmtpServers } from './smtp/smtp-server-url.js';
import { type StepStatement, aboutNobody } from './step-statement.js';
import { StepWriter } from './step-writer.js';
import { Transmitter } from './transmitter.js';

/** Mails after which one takes no longer than it ever will. */
const MAILS = 3_000;
/** Nothing is claimed, so there is no claim that could end. */
const NO_CLAIM = { epoch: 0, permitHolds: Infinity, urgency: 0 };

/**
 * Sends the first mails of a lift over and over to a server within this process that throws them away, on the path they
 * will take, so that its code is compiled when the instant comes: of the first 10,000 mails the compilers would have
 * taken a quarter of the processor. No mail leaves this process, and nothing is written. Where signatures were not made
 * before, nothing is done: making them here would cost more than it saves.
 * @param signal ends it
 */
export async function practise(
  pool: Pool,
  tier: Pick<ChunkKey, 'dispatchId' | 'tier'>,
  builder: MailBuilder,
  statement: StepStatement,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const chunk = await firstChunk(pool, tier);
  const first = chunk ? await signedRecipients(pool, chunk, builder) : [];
  if (!chunk || first.length === 0 || signal.aborted) return;
  const recipients = Array.from({ length: MAILS }, (_, i) => first[i % first.length]!);
  const server = await PracticeServer.start();
  const transmitter = new Transmitter();
  const lanes = new LanePool({ servers: parseSmtpServers(server.url), source: transmitter });
  transmitter.attach(lanes);
  const writer = new StepWriter(consenting(statement));
  const retry = { first: 1, longest: 1 };
  const run = new ChunkRun({ chunk, ...NO_CLAIM, recipients, builder, writer, retry });
  const stop = () => run.close('practised');
  signal.addEventListener('abort', stop, { once: true });
  try {
    await transmitter.transmit(run);
  } finally {
    signal.removeEventListener('abort', stop);
    await lanes.drain();
    server.stop();
  }
}

async function firstChunk(pool: Pool, { dispatchId, tier }: Pick<ChunkKey, 'dispatchId' | 'tier'>) {
  const { rows } = await pool.query<{ number: number }>(
    `select number from delivery_chunk
      where dispatch_id = $1 and tier = $2 and number >= 0 order by number limit 1`,
    [dispatchId, tier],
  );
  return rows[0] && { dispatchId, tier, number: rows[0].number };
}

async function signedRecipients(pool: Pool, chunk: ChunkKey, builder: MailBuilder): Promise<Recipient[]> {
  const signatures = await signaturesOf(pool, chunk);
  const recipients = await recipientsOf(pool, chunk);
  for (const recipient of recipients) recipient.signed = signatures.get(recipient.id);
  return recipients.filter(({ signed }) => !builder.ahead || signed);
}

/** Asks the database about nobody, and lets everybody go. */
function consenting(statement: StepStatement): StepStatement {
  const ask = aboutNobody(statement);
  return async (settlements, begins) => {
    await ask(settlements, begins);
    return { went: begins.length, ids: null, verdicts: null };
  };
}
