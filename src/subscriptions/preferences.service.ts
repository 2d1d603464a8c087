import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Contact } from '../contacts/contact.entity.js';
import { currentContactId, findContact } from '../contacts/contacts.service.js';
import { isCounted } from '../contacts/counting-choice.js';
import { standingSuppression } from '../contacts/suppress.js';
import { waitingRequest } from '../contacts/trust-lists.js';
import { type ConsentContext, writeConsent } from './consent-record.js';
import { leaveTopics } from './leave.js';
import type { EarlyAccessForm, PreferencesForm } from './subscribe-input.js';
import { isOfferedTo } from './subscription-rules.js';
import type { SubscriptionState } from './subscription.entity.js';
import { follow, subscriptionsOf } from './subscriptions.service.js';
import { Topic } from './topic.entity.js';

export interface Preferences {
  contact: Contact;
  /** What is offered to this address, and what it follows already. */
  topics: { topic: Topic; state: SubscriptionState | undefined }[];
  /** Something stands against mail to this address. */
  isStopped: boolean;
  /** When they asked for early access, while nobody has answered. */
  askedAt: Date | null;
}

@Injectable()
export class PreferencesService {
  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** The contact a link leads to, merged or not; null once it is erased. */
  async contact(contactId: number): Promise<Contact | null> {
    const id = await currentContactId(this.source.manager, contactId);
    return id === null ? null : this.source.manager.findOneBy(Contact, { id });
  }

  async of(contact: Contact): Promise<Preferences> {
    const { manager } = this.source;
    const topics = await choices(manager, contact);
    const isStopped = (await standingSuppression(manager, contact.emailKey)) !== null;
    const asked = await waitingRequest(manager, contact.id);
    return { contact, topics, isStopped, askedAt: asked?.at ?? null };
  }

  /** Topics that are ticked are followed, others left; only those that the page showed. */
  async save(contact: Contact, form: PreferencesForm, context: ConsentContext): Promise<void> {
    const actor: Actor = { kind: 'contact', id: contact.id };
    await this.source.transaction(async (manager) => {
      const shown = (await choices(manager, contact)).map(({ topic }) => topic.id);
      const ticked = shown.filter((id) => form.topics.includes(id));
      await leaveTopics(
        manager,
        actor,
        contact.id,
        shown.filter((id) => !ticked.includes(id)),
        context,
      );
      if (!(await standingSuppression(manager, contact.emailKey))) {
        await follow(manager, actor, {
          contactId: contact.id,
          topicIds: ticked,
          asker: 'journalist',
          context,
        });
      }
      await this.saveFields(manager, actor, contact, form, context);
      await this.saveCounting(manager, contact, form, context);
    });
  }

  /** A journalist asks for early access; the desk decides. Asking again before it has decided changes nothing. */
  async askForEarlyAccess(contact: Contact, form: EarlyAccessForm, context: ConsentContext): Promise<void> {
    const actor: Actor = { kind: 'contact', id: contact.id };
    await this.source.transaction(async (manager) => {
      await findContact(manager, contact.id, 'for update');
      if (await waitingRequest(manager, contact.id)) return;
      await manager.query(`insert into trust_event (contact_id, kind, note) values ($1, 'request', $2)`, [
        contact.id,
        `${form.outlet}\n${form.proof}`,
      ]);
      await writeConsent(
        manager,
        [{ contactId: contact.id, topicId: null, change: 'asked for early access' }],
        context,
      );
      await record(manager, {
        actor,
        action: 'trust.requested',
        subjectType: 'contact',
        subjectId: contact.id,
      });
    });
  }

  /** Only a change is a choice: a form that was sent with what stood there already says nothing new. */
  private async saveCounting(
    manager: EntityManager,
    contact: Contact,
    { counting }: PreferencesForm,
    context: ConsentContext,
  ): Promise<void> {
    const holds = isCounted(contact, this.env.MEASURE) ? 'agreed' : 'declined';
    if (counting === undefined || counting === holds) return;
    await manager.update(Contact, contact.id, {
      measured: counting === 'agreed',
      measuringDeclined: counting === 'declined',
      updatedAt: () => 'now()',
    });
    const change = counting === 'agreed' ? 'agreed to counting' : 'declined counting';
    await writeConsent(manager, [{ contactId: contact.id, topicId: null, change }], context);
  }

  private async saveFields(
    manager: EntityManager,
    actor: Actor,
    contact: Contact,
    form: PreferencesForm,
    context: ConsentContext,
  ): Promise<void> {
    const languages = [
      form.language,
      ...contact.languages.filter((tag) => tag.split('-')[0] !== form.language),
    ];
    const { frequency, timeZone } = form;
    const [{ until }] = (await manager.query(
      `select ($1::date)::timestamp at time zone coalesce($2, 'UTC') as until`,
      [form.pauseUntil, timeZone],
    )) as [{ until: Date | null }];
    await manager.query('select forbid()');
    await manager.update(Contact, contact.id, {
      frequency,
      timeZone,
      languages,
      pauseUntil: until,
      updatedAt: () => 'now()',
    });
    const detail = { frequency, pauseUntil: form.pauseUntil };
    if (frequency !== contact.frequency || Number(until) !== Number(contact.pauseUntil)) {
      await writeConsent(
        manager,
        [{ contactId: contact.id, topicId: null, change: 'preferences', detail }],
        context,
      );
    }
    await record(manager, {
      actor,
      action: 'contact.preferences',
      subjectType: 'contact',
      subjectId: contact.id,
      detail,
    });
  }
}

async function choices(manager: EntityManager, contact: Contact): Promise<Preferences['topics']> {
  await findContact(manager, contact.id);
  const states = new Map((await subscriptionsOf(manager, contact.id)).map((s) => [s.topicId, s.state]));
  const topics = await manager.find(Topic, { order: { name: 'ASC' } });
  return topics
    .map((topic) => ({ topic, state: states.get(topic.id) }))
    .filter(
      ({ topic, state }) =>
        isOfferedTo(topic, contact.emailKey) || state === 'active' || state === 'requested',
    );
}
