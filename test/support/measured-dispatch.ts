import { simpleParser } from 'mailparser';
import { ReadingRecorder } from '../../src/engagement/reading-recorder.js';
import { OPEN, type Reading, recordReadings } from '../../src/engagement/record-readings.js';
import { keepFigures } from '../../src/engagement/keep-figures.js';
import type { TestNewsroom } from './build-dispatch.js';
import type { NewsroomDesk } from './desk-of-newsroom.js';
import type { SmtpReceiver } from './smtp-receiver.js';

export const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** A mail as its recipient has it: the paths of the counted links and of the picture, both of ours. */
export interface ReceivedLinks {
  to: string;
  html: string;
  text: string;
  links: string[];
  picture: string | undefined;
}

export async function receivedLinks(receiver: SmtpReceiver, headline: string): Promise<ReceivedLinks[]> {
  const mails = await Promise.all(
    receiver.messages.map(async ({ raw, to }) => ({ mail: await simpleParser(raw), to: to[0] ?? '' })),
  );
  return mails
    .filter(({ mail }) => mail.subject?.includes(headline))
    .map(({ mail, to }) => {
      const html = mail.html || '';
      const links = [...html.matchAll(/href="https?:\/\/[^/"]+(\/l\/[^"]+)"/g)].map(
        (match) => match[1] ?? '',
      );
      const picture = /src="https?:\/\/[^/"]+(\/o\/[^"]+)"/.exec(html)?.[1];
      return { to, html, text: mail.text ?? '', links: [...new Set(links)], picture };
    })
    .sort((a, b) => a.to.localeCompare(b.to, 'en', { numeric: true }));
}

/** Moves deliveries and readings into the past, so that what comes now is not a scanner's by its haste. */
export async function agedBy(newsroom: TestNewsroom, hours: number): Promise<void> {
  await newsroom.db.query(
    `update delivery set settled_at = settled_at - $1::float8 * interval '1 hour' where settled_at is not null`,
    [hours],
  );
  await newsroom.db.query(
    `update reading_trace set first_at = first_at - $1::float8 * interval '1 hour',
            last_at = last_at - $1::float8 * interval '1 hour'`,
    [hours],
  );
}

/** Writes what was taken in, and brings the figures up to date. */
export async function figuresKept(newsroom: TestNewsroom, desk: NewsroomDesk): Promise<void> {
  await desk.nest.get(ReadingRecorder, { strict: false }).flushed();
  await newsroom.db.query('update measuring set tallied_at = null, recipients_at = null');
  await keepFigures(newsroom.db, ['agreed', 'unsaid']);
}

/** People who opened a dispatch, of whom the first `clicked` followed its first link; as many hours after the lift. */
export async function readBy(
  newsroom: TestNewsroom,
  dispatchId: number,
  people: { opened: number; clicked: number; hoursAfter: number },
): Promise<void> {
  const rows = await newsroom.db.query<{ id: number; at: Date }[]>(
    `select x.id, d.lift_at + $2::float8 * interval '1 hour' as at
       from delivery x join dispatch d on d.id = x.dispatch_id
      where x.dispatch_id = $1 and x.state = 'accepted' order by x.contact_id limit $3`,
    [dispatchId, people.hoursAfter, people.opened],
  );
  const reading = (deliveryId: number, link: number, at: Date): Reading => ({
    ...{ deliveryId, link, isMachine: false, firstAt: at, lastAt: at, hits: 1 },
  });
  const opens = rows.map(({ id, at }) => reading(id, OPEN, at));
  const clicks = rows.slice(0, people.clicked).map(({ id, at }) => reading(id, 0, at));
  await recordReadings(newsroom.db.manager, [...opens, ...clicks], ['agreed', 'unsaid']);
}
