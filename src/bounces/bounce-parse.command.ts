import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BounceReading } from './reading/bounce-reading.js';
import { readBounce } from './reading/read-bounce.js';

/** What `bounce-parse` prints for one mail. */
export interface BouncePrediction {
  kind: string;
  recipients: Array<{ address: string; hard: boolean; status: string; reply: string; category: string }>;
  feedbackType?: string;
}

/**
 * `bounce-parse DIR`: reads every mail in a folder and prints one JSON object, file name → what it says.
 * Returns the exit code: 0, or 2 when no folder was named.
 */
export async function bounceParse(args: string[]): Promise<number> {
  const [folder] = args;
  if (!folder) {
    process.stderr.write('usage: bounce-parse DIR\n');
    return 2;
  }
  process.stdout.write(`${JSON.stringify(await predictFolder(folder), null, 1)}\n`);
  return 0;
}

export async function predictFolder(folder: string): Promise<Record<string, BouncePrediction>> {
  const predictions: Record<string, BouncePrediction> = {};
  for (const file of (await readdir(folder)).sort()) {
    if (file.startsWith('.')) continue;
    predictions[file] = toPrediction(readBounce(await readFile(join(folder, file))));
  }
  return predictions;
}

function toPrediction(reading: BounceReading): BouncePrediction {
  if (reading.kind === 'exceeded') return { kind: reading.kind, recipients: [] };
  const recipients = reading.recipients.map(({ address, hard, status, reply, category }) => ({
    address,
    hard,
    status,
    reply,
    category,
  }));
  const kind = { kind: reading.kind, recipients };
  return reading.kind === 'feedback' ? { ...kind, feedbackType: reading.feedbackType } : kind;
}
