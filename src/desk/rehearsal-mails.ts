import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import { mailHeaders, renderVersion } from '../delivery/mail-of-version.js';
import { keepMail } from '../mailbox/keep-mail.js';
import { ReleaseVersion } from '../releases/release-version.entity.js';
import { topicsOfAudience } from '../releases/topics-of-audience.js';
import { compileMessage, fillMessage, type MessageTemplate } from '../rendering/mime-template.js';
import { sampleLinks, topicNames } from '../delivery/sample-mail.js';
import { type PlannedTier, rehearsalPlan } from './rehearsal-plan.js';

/** Envelope sender of rehearsed mails; it names no delivery, so nothing that comes back counts. */
const NOBODY = '';

/**
 * Writes the first mails of each tier of these versions into the local mailbox, as they would be sent: the same
 * rendering, headers, order and Date. Left out are the signature and the personal links, which lead nowhere.
 * No connection is opened. Does not ask whether there is a local mailbox.
 * @returns how many mails were written
 */
export async function rehearse(
  manager: EntityManager,
  env: Env,
  versions: ReleaseVersion[],
  mailsPerTier: number,
): Promise<number> {
  let written = 0;
  for (const version of versions) {
    const { tiers } = await rehearsalPlan(manager, version);
    for (const tier of tiers) written += await rehearseTier(manager, env, version, tier, mailsPerTier);
  }
  return written;
}

async function rehearseTier(
  manager: EntityManager,
  env: Env,
  version: ReleaseVersion,
  { tier, first, opensAt }: PlannedTier,
  most: number,
): Promise<number> {
  const recipients = first.slice(0, most);
  if (recipients.length === 0) return 0;
  const topics = await topicNames(manager, topicsOfAudience(version.audience));
  const rendered = await renderVersion(manager, env, version, topics, tier);
  const subject = `[Rehearsal] ${rendered.subject}`;
  const template = await compileMessage(
    { ...rendered, subject },
    mailHeaders(env, version),
    rendered.attachments,
  );
  for (const { email, name } of recipients) {
    const mail = filled(template, env, { name, address: email }, opensAt ?? new Date());
    await keepMail(manager, { mailFrom: NOBODY, recipients: [email], raw: Buffer.from(mail, 'latin1') });
  }
  return recipients.length;
}

function filled(
  template: MessageTemplate,
  env: Env,
  to: { name: string; address: string },
  date: Date,
): string {
  const links = sampleLinks(env);
  const unsubscribe = { url: links['unsubscribeUrl'] ?? env.PUBLIC_URL };
  const messageId = `rehearsal-${randomUUID()}@${env.LIST_DOMAIN}`;
  return fillMessage(template, { to, messageId, date, unsubscribe, slots: links });
}
