import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { bounceRules } from '../../src/bounces/bounce-rules.js';
import { tally } from '../../src/bounces/inbound-tally.js';
import { type BounceReport, keepBounce } from '../../src/bounces/keep-bounce.js';
import { keepSingleBounce } from '../../src/bounces/keep-single-bounce.js';
import { classifyReply } from '../../src/bounces/reading/classify-reply.js';
import type { Env } from '../../src/config/env.js';
import { buildDelivery, returnPathOf } from './build-bounces.js';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'bounces');
const HEADLINES = [
  'Council approves tram line through the old harbour and promises quieter nights for 14,000 households',
  'School meals become free for all pupils from January',
  'Flood barrier passes its last test before the winter storms',
];
const NAMES = [
  'ana.ruiz',
  'bo.lind',
  'chidi.okafor',
  'dana.levy',
  'emre.kaya',
  'fumiko.sato',
  'greta.holm',
  'hana.novak',
];
/** A domain of the press list, and how its server answered: at which command, in which words, how many of eight. */
const ANSWERS: readonly [domain: string, command: 'RCPT' | 'DATA', words: string, many: number][] = [
  [
    'courier.example',
    'RCPT',
    '550 5.1.1 <x@courier.example>: Recipient address rejected: User unknown in virtual mailbox table',
    2,
  ],
  ['radio-nord.example', 'RCPT', '452 4.2.2 The recipient’s mailbox is over quota and inactive', 3],
  [
    'tagblatt.example',
    'DATA',
    '550 5.7.515 Access denied, sending domain newsroom.example does not meet the required authentication level. The sender’s domain in the 5322.From address does not meet the authentication requirements defined for the sender.',
    6,
  ],
  [
    'mail.example',
    'DATA',
    '550-5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.',
    4,
  ],
  [
    'bürger-zeitung.example',
    'RCPT',
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1',
    2,
  ],
  [
    'the-very-long-name-of-a-regional-broadcasting-corporation.example',
    'RCPT',
    '550 5.2.1 The email account that you tried to reach is disabled.',
    1,
  ],
  ['weekly.example', 'DATA', '552 5.3.4 Message size exceeds fixed limit', 1],
];

/** What is needed of a running application. */
interface Desk {
  database: DataSource;
  env: Env;
}

/**
 * Four weeks of a newsroom's bounces: three releases to eight domains, refusals, bounce mails, complaints, single mails,
 * answers of people, strangers' mail and what was turned away. @returns a contact with a history
 */
export async function fillBounceDesk(app: Desk): Promise<{ contactId: number; bounceWithMail: number }> {
  const people = new Map<string, number>();
  for (const [index, headline] of HEADLINES.entries()) await releaseOf(app, people, headline, 24 - index * 9);
  const full = people.get('ana.ruiz@radio-nord.example')!;
  await singles(app, full);
  const bounceWithMail = await mails(app, people);
  await turnedAway(app.database);
  await rest(app.database);
  return { contactId: full, bounceWithMail };
}

async function releaseOf(
  app: Desk,
  people: Map<string, number>,
  headline: string,
  age: number,
): Promise<void> {
  let dispatchId: number | undefined;
  for (const [domain, command, words, many] of [...ANSWERS, ['herald.example', 'RCPT', '', 0] as const]) {
    for (const [n, name] of NAMES.entries()) {
      const email = `${name}@${domain}`;
      const failed = n < many;
      const contactId = people.get(email);
      const delivery = await buildDelivery(app.database, {
        email,
        headline,
        age,
        state: failed ? 'refused' : 'accepted',
        reply: failed ? words : '250 2.0.0 Ok',
        ...(dispatchId ? { dispatchId } : {}),
        ...(contactId ? { contactId } : {}),
      });
      dispatchId = delivery.dispatchId;
      people.set(email, delivery.contactId);
      await moveBack(app.database, delivery.id, age);
      if (failed) await keep(app, delivery.id, command, words, age + n / 24);
    }
  }
}

async function moveBack(db: DataSource, deliveryId: number, age: number): Promise<void> {
  const ago = `now() - $2::float8 * interval '1 day'`;
  await db.query(
    `update dispatch set armed_at = ${ago} where id = (select dispatch_id from delivery where id = $1)`,
    [deliveryId, age],
  );
}

async function keep(
  app: Desk,
  deliveryId: number,
  command: 'RCPT' | 'DATA',
  words: string,
  age: number,
): Promise<void> {
  const verdict = classifyReply({ code: words.slice(0, 3), text: words, command });
  await report(
    app,
    { ...verdict, deliveryId, reply: words.slice(0, 3), diagnostic: words, source: 'reply' },
    age,
  );
}

async function report(
  app: Desk,
  said: Partial<BounceReport> & { deliveryId: number },
  age: number,
): Promise<number> {
  const whole = {
    kind: 'bounce',
    category: 'unknown',
    hard: false,
    status: '',
    reply: '',
    diagnostic: '',
    source: 'smtp',
    inboundMailId: null,
    ...said,
  } as BounceReport;
  const rules = { ...bounceRules(app.env), windowDays: 365 };
  await app.database.transaction((manager) => keepBounce(manager, whole, rules));
  const [row] = await app.database.query(
    `update bounce set at = now() - $2::float8 * interval '1 day' where id = (select max(id) from bounce where delivery_id = $1) returning id`,
    [said.deliveryId, age],
  );
  return row[0].id;
}

async function singles(app: Desk, contactId: number): Promise<void> {
  const [{ id: digest }] = await app.database.query(
    `insert into digest (contact_id, period, frequency, versions, state, email, settled_at)
     select id, current_date, 'daily', '{}', 'accepted', email, now() from contact where id = $1 returning id`,
    [contactId],
  );
  const [{ id: letter }] = await app.database.query(
    `insert into letter (contact_id, email, purpose, state, settled_at)
     select id, email, 'early-access-offer', 'accepted', now() from contact where id = $1 returning id`,
    [contactId],
  );
  const said = { source: 'smtp', inboundMailId: null, kind: 'bounce', hard: false, reply: '552' } as const;
  for (const [about, category, diagnostic] of [
    [{ mail: 'digest', id: digest }, 'mailbox-full', '552 5.2.2 user is over quota'],
    [{ mail: 'letter', id: letter }, 'network', '421 4.4.1 [internal] Connection timed out after five days'],
  ] as const)
    await app.database.transaction((manager) =>
      keepSingleBounce(
        manager,
        { ...said, status: '5.2.2', category, diagnostic, about },
        bounceRules(app.env),
      ),
    );
}

/** Whole mails that came in: a report, a complaint, an answer of a person, an automatic one, one beyond the limits. */
async function mails(app: Desk, people: Map<string, number>): Promise<number> {
  const db = app.database;
  const delivery = async (email: string) => {
    const [row] = await db.query(`select max(id) as id from delivery where email = $1`, [email]);
    return Number(row.id);
  };
  const kept = async (deliveryId: number, kind: string, subject: string, raw: Buffer, more: object = {}) => {
    const [row] = await db.query(
      `insert into inbound_mail (source, rcpt, sender, delivery_id, kind, raw, reading, forwarding)
       values ('smtp', $1, 'ana.ruiz@herald.example', $2, $3, $4, $5, $6) returning id`,
      [
        returnPathOf(app.env, deliveryId),
        deliveryId,
        kind,
        raw,
        { subject, ...more },
        kind === 'other' ? 'sent' : null,
      ],
    );
    return Number(row.id);
  };
  const read = (name: string) => readFile(join(FIXTURES, name));
  const gone = await delivery('hana.novak@courier.example');
  const notice = await kept(
    gone,
    'bounce',
    'Undelivered Mail Returned to Sender',
    await read('postfix-unknown-user.eml'),
  );
  const words = '550 5.1.1 <hana.novak@courier.example>: Recipient address rejected: User unknown';
  const dead = { category: 'unknown-address', hard: true, status: '5.1.1', reply: '550' } as const;
  const id = await report(app, { ...dead, deliveryId: gone, diagnostic: words, inboundMailId: notice }, 3);
  const angry = await delivery('greta.holm@herald.example');
  const spam = await kept(angry, 'feedback', 'Complaint about a message', await read('complaint.eml'));
  await report(app, { kind: 'feedback', deliveryId: angry, inboundMailId: spam }, 2);
  const calm = await delivery('bo.lind@herald.example');
  await kept(
    calm,
    'other',
    'Re: Council approves tram line: when can I see the plans?',
    await read('human-reply.eml'),
  );
  await kept(
    calm,
    'autoreply',
    'Out of office until Monday',
    Buffer.from('Subject: Out of office until Monday\r\n\r\nI am away.'),
  );
  await kept(calm, 'exceeded', '', Buffer.from('Subject: a bomb'));
  await kept(
    calm,
    'bounce',
    'Returned mail: see transcript for details',
    await read('sendmail-transcript.eml'),
    {
      outcome: 'too late',
    },
  );
  const [first] = people.values();
  await db.query(`update contact set name = 'Ana Ruiz Fernández-Villaverde' where id = $1`, [first]);
  return id;
}

async function turnedAway(db: DataSource): Promise<void> {
  for (const [source, reason, count] of [
    ['smtp', 'forged return path', 3],
    ['smtp', 'not our address', 1240],
    ['ses', 'wrong signature', 2],
    ['sendgrid', 'replayed', 1],
    ['smtp', 'unknown delivery', 5],
  ] as const)
    await tally(db.manager, source, reason, count);
}

async function rest(db: DataSource): Promise<void> {
  await db.query(
    `insert into destination_hold (domain, until, reason, made_by)
     values ('tagblatt.example', now() + interval '50 minutes', '21 mails in an hour were refused because of us.', 'system:bounces')
     on conflict (domain) do nothing`,
  );
}
