import { setTimeout as sleep } from 'node:timers/promises';
import nodemailer from 'nodemailer';
import type { DataSource } from 'typeorm';
import { deliveryReport } from '../mailbox/delivery-report.js';
import type { ApiClient } from './api-client.js';
import type { Narrator } from './narrator.js';

export interface DemoParts {
  narrator: Narrator;
  officer: ApiClient;
  admin: ApiClient;
  /** For looking at what the mailbox caught and at the database's clock; every change goes through the API. */
  database: DataSource;
  inboundPort: number;
}

export interface DemoAccount {
  demo: 'ok';
  recipients: number;
  accepted: number;
  refused: number;
  bounced: number;
  early: number;
  firstMailMsAfterLift: number;
  lastMailMsAfterLift: number;
}

interface Dispatch {
  id: number;
  state: string;
  liftAt: string;
  account: Record<
    'frozen' | 'accepted' | 'refused' | 'deferred' | 'pending' | 'transmitting' | 'in_doubt',
    number
  >;
}

const HEADLINE = 'Demo: two hundred families leave detention this week';
const LIFT_IN_SECONDS = 8;
const PATIENCE_MS = 40_000;

/** The whole job, from an import to an unsubscribe, through the API. Throws at the first claim that does not hold. */
export async function runDemo(parts: DemoParts): Promise<DemoAccount> {
  const topic = await importAndSubscribe(parts);
  const release = await writeAndApprove(parts, topic);
  const dispatch = await armAndProveSilence(parts, release);
  const account = await watch(parts, dispatch.id);
  const mails = await proveWhoGotIt(parts, dispatch, account, release);
  const bounced = await bounceOne(parts, mails);
  await unsubscribeOne(parts, mails);
  return {
    demo: 'ok',
    recipients: account.frozen,
    accepted: account.accepted,
    refused: account.refused,
    bounced,
    early: mails.filter((mail) => mail.msAfterLift < 0).length,
    firstMailMsAfterLift: Math.round(Math.min(...mails.map((mail) => mail.msAfterLift))),
    lastMailMsAfterLift: Math.round(Math.max(...mails.map((mail) => mail.msAfterLift))),
  };
}

interface Topic {
  id: number;
  slug: string;
}

async function importAndSubscribe({ narrator, officer, admin }: DemoParts): Promise<Topic> {
  narrator.say('Import a press list of 40 journalists, and let them follow a topic');
  const topics = await officer.get<Topic[] | { topics: Topic[] }>('/api/topics');
  const list = Array.isArray(topics) ? topics : topics.topics;
  const topic = list.find(({ slug }) => slug === 'refugees');
  if (!topic) throw new Error('The demo topic is missing');
  const imported = await importList(admin, pressList(40));
  narrator.holds(
    '40 rows are new, none is refused',
    imported.created === 40 && imported.refused === 0,
    imported,
  );
  const again = await importList(admin, pressList(40));
  narrator.holds('importing the same file again changes nothing', again.created === 0, again);
  for (let i = 1; i <= 40; i++) {
    const contact = await contactByEmail(officer, `demo.reader${i}@imported.example`);
    await officer.post(`/api/contacts/${contact.id}/subscriptions`, { topics: [topic.id] });
    narrator.bar('subscribed', i, 40);
  }
  return topic;
}

function pressList(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `demo.reader${i + 1}@imported.example;Reader ${i + 1};The Demo Times;en`,
  );
  return ['E-mail;Name;Outlet;Languages', ...rows].join('\n');
}

interface ImportAccount {
  created: number;
  refused: number;
}

async function importList(admin: ApiClient, csv: string): Promise<ImportAccount> {
  const form = new FormData();
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'press-list.csv');
  const staged = await admin.send<{ id: number }>('POST', '/api/imports', { body: form });
  await admin.post(`/api/imports/${staged.id}/run`);
  return patiently(async () => {
    const now = await admin.get<{ state: string } & ImportAccount>(`/api/imports/${staged.id}`);
    return now.state === 'done' ? now : undefined;
  }, 'the import to end');
}

async function contactByEmail(officer: ApiClient, email: string): Promise<{ id: number }> {
  const found = await officer.get<{ contacts: { id: number; email: string }[] }>(
    `/api/contacts?q=${encodeURIComponent(email)}`,
  );
  const contact = found.contacts.find((each) => each.email === email);
  if (!contact) throw new Error(`${email} is not on the list`);
  return contact;
}

interface Release {
  id: string;
  revision: number;
}

async function writeAndApprove({ narrator, officer, admin }: DemoParts, topic: Topic): Promise<Release> {
  narrator.say('Write a release, and have it approved under an embargo');
  const { publicId: id } = await officer.post<{ publicId: string }>('/api/releases', {
    headline: HEADLINE,
    subhead: 'Written, approved and sent by a program',
    dateline: 'New York',
    body: 'Two hundred families were released on Monday.\n\n“We waited for this day,” said one of the mothers.',
    pressContacts: [{ name: 'Press office', email: 'press@newsroom.example' }],
    topics: [topic.id],
  });
  const lift = new Date(Date.now() + LIFT_IN_SECONDS * 1000);
  await officer.put(`/api/releases/${id}/embargo`, { wall: lift.toISOString().slice(0, 19), zone: 'UTC' });
  await officer.post(`/api/releases/${id}/review`);
  const { revision } = await officer.get<{ revision: number }>(`/api/releases/${id}`);
  await admin.post(`/api/releases/${id}/approval`, { revision });
  narrator.say(`  embargoed until ${lift.toISOString()}`);
  return { id, revision };
}

async function armAndProveSilence(parts: DemoParts, release: Release): Promise<Dispatch> {
  const { narrator, officer, database } = parts;
  const dispatch = await officer.post<Dispatch>(`/api/releases/${release.id}/dispatches`);
  narrator.say('Armed. Until the lift nothing may be seen and nothing may leave:');
  const lift = Date.parse(dispatch.liftAt);
  const [before] = await database.query<{ n: number }[]>('select count(*)::int as n from mailbox_mail');
  for (const path of [`/r/${release.id}`, `/r/${release.id}/demo`, `/r/${release.id}/ninjs.json`]) {
    const { status, text } = await officer.look(path);
    narrator.holds(`${path} answers 404`, status === 404 && !text.includes(HEADLINE), status);
  }
  for (const path of ['/', '/feed.xml', '/feed.atom', '/feed.json', '/sitemap.xml']) {
    const { text } = await officer.look(path);
    narrator.holds(`${path} does not know it`, !text.includes(HEADLINE) && !text.includes(release.id));
  }
  while (Date.now() < lift - 200) {
    narrator.bar(
      'seconds to the lift',
      Math.floor(LIFT_IN_SECONDS - (lift - Date.now()) / 1000),
      LIFT_IN_SECONDS,
    );
    await sleep(200);
  }
  const [after] = await database.query<{ n: number }[]>('select count(*)::int as n from mailbox_mail');
  narrator.holds('no mail reached the SMTP server before the lift', before?.n === after?.n, after);
  return dispatch;
}

async function watch({ narrator, officer }: DemoParts, id: number): Promise<Dispatch['account']> {
  narrator.say('Lift. The mails leave:');
  const finished = await patiently(async () => {
    const { state, account } = await officer.get<Dispatch>(`/api/dispatches/${id}`);
    narrator.bar('accepted or refused', account.accepted + account.refused, account.frozen);
    return state === 'finished' ? account : undefined;
  }, 'the dispatch to finish');
  const { frozen, accepted, refused, in_doubt: inDoubt } = finished;
  narrator.holds(
    'the account adds up: every recipient was accepted or refused',
    accepted + refused === frozen,
    finished,
  );
  narrator.holds('nothing is in doubt', inDoubt === 0);
  return finished;
}

interface CaughtMail {
  to: string;
  from: string;
  raw: string;
  msAfterLift: number;
}

async function proveWhoGotIt(
  { narrator, officer, database }: DemoParts,
  dispatch: Dispatch,
  account: Dispatch['account'],
  release: Release,
): Promise<CaughtMail[]> {
  const mails = await database.query<CaughtMail[]>(
    `select m.rcpt_to as to, m.mail_from as from, convert_from(m.raw, 'UTF8') as raw,
            extract(epoch from m.received_at - d.lift_at)::float8 * 1000 as "msAfterLift"
       from mailbox_mail m join dispatch d on d.id = $1 where m.subject like $2 order by m.id`,
    [dispatch.id, `%${HEADLINE}%`],
  );
  narrator.holds(
    'each accepted recipient has the mail once',
    new Set(mails.map(({ to }) => to)).size === account.accepted && mails.length === account.accepted,
    mails.length,
  );
  narrator.holds(
    'none came before the lift',
    mails.every(({ msAfterLift }) => msAfterLift >= 0),
  );
  narrator.holds(
    'each has its own one-click unsubscribe and return path',
    new Set(mails.map(({ raw }) => unsubscribeUrlIn(raw))).size === mails.length &&
      new Set(mails.map(({ from }) => from)).size === mails.length,
  );
  const { status, text } = await officer.look(`/r/${release.id}`);
  const page = status === 200 ? text : (await officer.look(`/r/${release.id}/demo`)).text;
  narrator.holds(
    'the newsroom shows it now',
    page.includes('Two hundred families') || [301, 302, 308].includes(status),
    status,
  );
  return mails;
}

async function bounceOne(
  { narrator, officer, database, inboundPort }: DemoParts,
  mails: CaughtMail[],
): Promise<number> {
  const mail = mails.find(({ to }) => to.endsWith('@imported.example'));
  if (!mail) throw new Error('No imported reader got the mail');
  narrator.say(`A bounce (RFC 3464) comes back to the return path of ${mail.to}`);
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: inboundPort, ignoreTLS: true });
  const report = deliveryReport({
    returnPath: mail.from,
    recipient: mail.to,
    status: '5.1.1',
    diagnostic: '550 5.1.1 No such user',
    originalHeaders: mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n')),
    date: new Date(),
  });
  await transport.sendMail({ envelope: { from: '', to: mail.from }, raw: report });
  transport.close();
  const contact = await contactByEmail(officer, mail.to);
  const count = await patiently(async () => {
    const [row] = await database.query<{ mine: number; all: number }[]>(
      `select count(*) filter (where contact_id = $1)::int as mine, count(*) filter (where source <> 'reply')::int as all
         from bounce`,
      [contact.id],
    );
    return row && row.mine > 0 ? row.all : undefined;
  }, 'the bounce to be read');
  const list = await officer.get<{ suppressions: { email: string }[] }>(
    `/api/suppressions?email=${encodeURIComponent(mail.to)}`,
  );
  narrator.holds('the dead address is suppressed', list.suppressions.length === 1, list);
  return count;
}

async function unsubscribeOne({ narrator, officer }: DemoParts, mails: CaughtMail[]): Promise<void> {
  const mail = mails.filter(({ to }) => to.endsWith('@imported.example')).at(-1);
  if (!mail) throw new Error('No imported reader got the mail');
  narrator.say(`${mail.to} leaves by the one-click header`);
  const url = unsubscribeUrlIn(mail.raw);
  const looked = await fetch(url);
  const contact = await contactByEmail(officer, mail.to);
  const topicsOf = async () => JSON.stringify(await officer.get(`/api/contacts/${contact.id}/subscriptions`));
  narrator.holds(
    'looking at the link changes nothing',
    looked.status === 200 && (await topicsOf()).includes('"active"'),
  );
  const done = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  narrator.holds(
    'the POST is done at once',
    done.status === 200 && !(await topicsOf()).includes('"active"'),
    done.status,
  );
}

/** RFC 8058: the https address of the List-Unsubscribe header, unfolded. */
function unsubscribeUrlIn(raw: string): string {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return /^List-Unsubscribe: .*?<(https?:[^>]+)>/im.exec(head)?.[1] ?? '';
}

async function patiently<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited ${PATIENCE_MS / 1000} s for ${what}`);
    await sleep(100);
  }
}
