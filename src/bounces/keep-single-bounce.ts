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
  wasSent: boolean;
  isWithinWindow: boolean;
}

const SENT: Record<SingleMail['mail'], string> = {
  digest: `select contact_id as "contactId", email, state in ('accepted', 'refused', 'in_doubt', 'transmitting') as "wasSent",
                  coalesce(settled_at, begun_at) > now() - $2 * interval '1 day' as "isWithinWindow"
             from digest where id = $1`,
  notice: `select contact_id as "contactId", email, state in ('accepted', 'refused', 'in_doubt', 'transmitting') as "wasSent",
                  coalesce(settled_at, begun_at, now()) > now() - $2 * interval '1 day' as "isWithinWindow"
             from notice where contact_id = $1`,
};

/** Whoever reports about a mail has had it. */
const PROVE: Record<SingleMail['mail'], string> = {
  digest: `update digest set state = 'accepted' where id = $1 and state = 'in_doubt'`,
  notice: `update notice set state = 'accepted' where contact_id = $1 and state = 'in_doubt'`,
};

/**
 * Believes or ignores a report about a digest or notice, by the same policy as for releases; in the caller's
 * transaction. It counts only for the mail that the return path's HMAC named.
 * @returns what was done, or why nothing was
 */
export async function keepSingleBounce(
  manager: EntityManager,
  report: SingleReport,
  { policy, windowDays }: BounceRules,
): Promise<BounceOutcome> {
  await manager.query('select forbid()');
  const { about, kind, category } = report;
  const [sent] = await manager.query<SentMail[]>(SENT[about.mail], [about.id, windowDays]);
  if (!sent) return 'unknown delivery';
  if (!sent.wasSent || sent.email === null) return 'never sent';
  if (!sent.isWithinWindow) return 'too late';
  const once = { mail: about.mail, mailId: about.id, kind, category };
  if (await manager.existsBy(SingleBounce, once)) return 'seen before';
  const earlierSoft = await countSoft(manager, sent.contactId, policy);
  const action = actionFor({ ...report, earlierSoft }, policy);
  await act(manager, sent.contactId, sent.email, report, action, policy);
  await keep(manager, sent.contactId, report, action);
  if (report.source !== 'reply') await manager.query(PROVE[about.mail], [about.id]);
  return action;
}

/** Soft bounces of this contact that still stand, of releases and of single mails. */
async function countSoft(manager: EntityManager, contactId: number, policy: BouncePolicy): Promise<number> {
  const [row] = await manager.query<{ n: number }[]>(
    `select (select count(distinct d.dispatch_id) from bounce b join delivery d on d.id = b.delivery_id
              where b.contact_id = $1 and b.action = 'counted' and b.undone_at is null
                and b.at > now() - $2 * interval '1 day')::int
          + (select count(distinct (mail, mail_id)) from single_bounce
              where contact_id = $1 and action = 'counted' and at > now() - $2 * interval '1 day')::int as n`,
    [contactId, policy.softDays],
  );
  return row?.n ?? 0;
}

async function act(
  manager: EntityManager,
  contactId: number,
  email: string,
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
  contactId: number,
  { about, ...report }: SingleReport,
  action: BounceAction,
): Promise<void> {
  await manager.insert(SingleBounce, { ...report, mail: about.mail, mailId: about.id, contactId, action });
  await record(manager, {
    actor: READER,
    action: 'bounce.kept',
    subjectType: about.mail,
    subjectId: about.id,
    detail: { kind: report.kind, category: report.category, action, source: report.source },
  });
}

// Refused with a code at SMTP time, and not yet taken for a bounce.
const REFUSALS = `
  select * from (
    select 'digest' as mail, id, reply_text as text from digest
     where state = 'refused' and settled_at > now() - interval '2 days' and email is not null
    union all
    select 'notice', contact_id, reply_text from notice
     where state = 'refused' and settled_at > now() - interval '2 days') r
   where text ~ '^[245][0-9][0-9]'
     and not exists (select from single_bounce b where b.mail = r.mail and b.mail_id = r.id and b.kind = 'bounce')
   limit 500`;

/** Digests and notices that servers refused become bounces too. @returns how many */
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
