import type { DataSource } from 'typeorm';
import type { CountingChoice } from '../contacts/counting-choice.js';
import { countRecipients } from './count-recipients.js';

/**
 * Brings the figures up to date: counts recipients, tallies what came, and ends windows whose time is over, after which
 * nothing is left that could tell readers apart. Any number of workers may do it.
 */
export async function keepFigures(database: DataSource, choices: CountingChoice[]): Promise<void> {
  // With the setting off nobody would be counted any more, and what was counted before would lose its meaning.
  const toCount = choices.length > 0 ? await due(database, TO_COUNT) : [];
  for (const id of toCount) {
    await database.transaction((manager) => countRecipients(manager, id, choices));
  }
  for (const id of await due(database, TO_TALLY)) await database.query('select tally_readings($1)', [id]);
  for (const id of await due(database, TO_END)) await endWindow(database, id);
}

async function due(database: DataSource, sql: string): Promise<number[]> {
  const rows = await database.query<{ id: number }[]>(sql);
  return rows.map(({ id }) => id);
}

async function endWindow(database: DataSource, dispatchId: number): Promise<void> {
  await database.transaction(async (manager) => {
    await manager.query('select tally_readings($1)', [dispatchId]);
    await manager.query('update measuring set secret = null where dispatch_id = $1', [dispatchId]);
    await manager.query('delete from reading_trace where dispatch_id = $1', [dispatchId]);
  });
}

// As long as a dispatch is under way once a minute, and once more when it has ended.
const TO_COUNT = `
  select m.dispatch_id as id from measuring m join dispatch d on d.id = m.dispatch_id
   where not m.is_complete
     and (m.recipients_at is null or d.state in ('finished', 'stopped') or m.recipients_at < now() - interval '1 minute')`;

// A little late, so that a scanner's burst is over; at a million readers a tally takes seconds, so the older the rarer.
const TO_TALLY = `
  select dispatch_id as id from measuring
   where secret is not null and touched_at is not null
     and (tallied_at is null
          or (touched_at > tallied_at
              and tallied_at < now() - least(interval '5 minutes', greatest(interval '5 seconds', (now() - started_at) / 50))))`;

const TO_END = `select dispatch_id as id from measuring where secret is not null and ends_at < now()`;
