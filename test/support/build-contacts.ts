import type { DataSource } from 'typeorm';
import { Beat } from '../../src/contacts/beat.entity.js';
import { ContactBeat } from '../../src/contacts/contact-beat.entity.js';
import { Contact } from '../../src/contacts/contact.entity.js';
import { parseEmail } from '../../src/contacts/email-address.js';
import { Outlet } from '../../src/contacts/outlet.entity.js';
import { Subscription, type SubscriptionState } from '../../src/subscriptions/subscription.entity.js';
import { Topic } from '../../src/subscriptions/topic.entity.js';

let count = 0;

/** A journalist of the press list; what the test does not care about is filled in. */
export async function buildContact(source: DataSource, given: Partial<Contact> = {}): Promise<Contact> {
  const address = parseEmail(given.email ?? `journalist${++count}@desk.example`);
  const contacts = source.getRepository(Contact);
  const contact = { name: 'Ana Ruiz', source: 'test', ...given, email: address.email, emailKey: address.key };
  return contacts.findOneByOrFail({ id: (await contacts.save(contacts.create(contact))).id });
}

export async function buildOutlet(source: DataSource, given: Partial<Outlet> = {}): Promise<Outlet> {
  const outlets = source.getRepository(Outlet);
  return outlets.save(outlets.create({ name: `The Courier ${++count}`, ...given }));
}

export async function buildBeat(source: DataSource, slug = `beat-${++count}`): Promise<Beat> {
  const beats = source.getRepository(Beat);
  return beats.save(beats.create({ slug, name: slug }));
}

export async function buildTopic(source: DataSource, given: Partial<Topic> = {}): Promise<Topic> {
  const topics = source.getRepository(Topic);
  const slug = `topic-${++count}`;
  return topics.save(topics.create({ slug, name: slug, ...given }));
}

export async function buildSubscription(
  source: DataSource,
  contactId: number,
  topicId: number,
  state: SubscriptionState = 'active',
): Promise<void> {
  await source.getRepository(Subscription).insert({ contactId, topicId, state });
}

export async function buildContactBeat(source: DataSource, contactId: number, beatId: number): Promise<void> {
  await source.getRepository(ContactBeat).insert({ contactId, beatId });
}
