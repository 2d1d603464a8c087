import type { DataSource, EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { SingleMail } from '../auth/transactional-mail.js';
import { parseEmail } from '../contacts/email-address.js';
import { suppress } from '../contacts/suppress.js';
import type { Judged } from './judge-reading.js';
import {
  type BounceOutcome,
  type BounceRules,
  dropEarlyAccess,
  READER,
  suppressionFor,
} from './keep-bounce.js';
import { earlierBounces } from './earlier-bounces.js';
import { lockForReport } from './lock-for-report.js';
import { holdIfMany } from './hold-destination.js';
import { actionFor, type BounceAction, type BouncePolicy } from './policy.js';
import { classifyReply } from './reading/classify-reply.js';
import { SingleBounce } from './single-bounce.entity.js';

export interface SingleReport extends Judged {
  about: SingleMail;
  /** `reply` at SMTP time, or where the mail came from. */
  source: string;
  inboundMailId: number | null;
}

interface SentMail {
  contactId: number;
  email: string | null;
  purpose: string | null;
  wasSent: boolean;
  isWithinWindow: boolean;
}

const sentSql = (table: SingleMail['mail'], key: string, purpose: string) => `
  select contact_id as "contactId", email, ${purpose} as purpose,
         state in ('accepted', 'refused', 'in_doubt', 'transmitting') as "wasSent",
         coalesce(settled_at, begun_at, now()) > now() - $2 * interval '1 day' as "isWithinWindow"
    from ${table} where ${key} = $1`;
const SENT: Record<SingleMail['mail'], string> = {
  digest: sentSql('digest', 'id', 'null'),
  notice: sentSql('notice', 'contact_id', 'null'),
  letter: sentSql('letter', 'id', 'purpose'),
};

/** Whoever reports about a mail has had it. */
const PROVE: Record<SingleMail['mail'], string> = {
  digest: `update digest set state = 'accepted' where id = $1 and state = 'in_doubt' returning id`,
  notice: `update notice set state = 'accepted' where contact_id = $1 and state = 'in_doubt' returning contact_id`,
  letter: `update letter set state = 'accepted' where id = $1 and state = 'in_doubt' returning id`,
};

/**
 * Believes or ignores a report about a single mail, by the same policy as for releases; in the caller's transaction. It
 * counts only for the mail that a token of ours named.
 * @returns what was done, or why nothing was
 */
export async function keepSingleBounce(
  manager: EntityManager,
  report: SingleReport,
  rules: BounceRules,
): Promise<BounceOutcome> {
  const { about, kind, category } = report;
  await lockForReport(manager, `${about.mail} ${about.id}`, report);
  const [sent] = await manager.query<SentMail[]>(SENT[about.mail], [about.id, rules.windowDays]);
  // A token of ours named it, so it was there: it went with its contact, or no bounce of it counts any more.
  if (!sent) return 'forgotten';
  const { email, isWithinWindow, wasSent } = sent;
  if (!wasSent || email === null) return 'never sent';
  if (!isWithinWindow) return 'too late';
  const once = { mail: about.mail, mailId: about.id, kind, category };
  if (await manager.existsBy(SingleBounce, once)) return 'seen before';
  return decide(manager, { ...sent, email, domain: domainOf(email) }, report, rules);
}

type BouncedSingle = SentMail & { email: string; domain: string };

async function decide(
  manager: EntityManager,
  sent: BouncedSingle,
  report: SingleReport,
  { policy, hold }: BounceRules,
): Promise<BounceAction> {
  const { about, source } = report;
  const mail = { ...sent, same: `${about.mail} ${about.id}` };
  const action = actionFor({ ...report, ...(await earlierBounces(manager, mail, report, policy)) }, policy);
  await act(manager, sent, report, action, policy);
  await keep(manager, sent, report, action);
  if (source !== 'reply') await proveSingleArrived(manager, about);
  if (action === 'raised') await holdIfMany(manager, READER, sent.domain, hold);
  return action;
}

/** Resolves a single mail in doubt. @returns whether it was */
export async function proveSingleArrived(manager: EntityManager, { mail, id }: SingleMail): Promise<boolean> {
  const [rows] = await manager.query<[unknown[], number]>(PROVE[mail], [id]);
  return rows.length > 0;
}

async function act(
  manager: EntityManager,
  { contactId, email }: BouncedSingle,
  { about, category, diagnostic, status, source }: SingleReport,
  action: BounceAction,
  policy: BouncePolicy,
): Promise<void> {
  const order = suppressionFor(action, policy, new Date());
  if (!order) return;
  const evidence = { [about.mail]: about.id, category, diagnostic, status };
  await suppress(manager, READER, { ...order, address: parseEmail(email), source, evidence });
  if (action === 'suppressed') await dropEarlyAccess(manager, contactId);
}

async function keep(
  manager: EntityManager,
  { contactId, email, domain, purpose }: BouncedSingle,
  { about, ...report }: SingleReport,
  action: BounceAction,
): Promise<void> {
  const whose = { mail: about.mail, mailId: about.id, contactId, email, domain, purpose };
  await manager.insert(SingleBounce, { ...report, ...whose, action });
  await record(manager, {
    actor: READER,
    action: 'bounce.kept',
    subjectType: about.mail,
    subjectId: about.id,
    detail: { kind: report.kind, category: report.category, action, source: report.source },
  });
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

// Refused with a code at SMTP time, and not yet taken for a bounce.
const REFUSALS = `
  select * from (
    select 'digest' as mail, id, reply_text as text from digest
     where state = 'refused' and settled_at > now() - interval '2 days' and email is not null
    union all
    select 'notice', contact_id, reply_text from notice
     where state = 'refused' and settled_at > now() - interval '2 days'
    union all
    select 'letter', id, reply_text from letter
     where state = 'refused' and settled_at > now() - interval '2 days') r
   where text ~ '^[245][0-9][0-9]'
     and not exists (select from single_bounce b where b.mail = r.mail and b.mail_id = r.id and b.kind = 'bounce')
   limit 500`;

/** Single mails that servers refused become bounces too. @returns how many */
export async function takeSingleRefusals(source: DataSource, rules: BounceRules): Promise<number> {
  const refusals = await source.query<{ mail: SingleMail['mail']; id: number; text: string }[]>(REFUSALS);
  for (const { mail, id, text } of refusals) {
    const reply = text.slice(0, 3);
    const verdict = classifyReply({ code: reply, text, command: 'DATA' });
    const said = { ...verdict, kind: 'bounce' as const, reply, diagnostic: text.slice(0, 1000) };
    const report = { ...said, about: { mail, id }, source: 'reply', inboundMailId: null };
    await source.transaction((manager) => keepSingleBounce(manager, report, rules));
  }
  return refusals.length;
}
