import type { Answer, Client, TestApp } from './http.js';
import { buildContact, buildSubscription, buildTopic } from './build-contacts.js';

/** A topic that so many journalists follow. */
export async function buildFollowedTopic(app: TestApp, name: string, followers: number): Promise<number> {
  const topic = await buildTopic(app.database, { name });
  for (let i = 0; i < followers; i += 1) {
    const contact = await buildContact(app.database, {
      timeZone: i % 2 ? 'Europe/Madrid' : 'America/Chicago',
    });
    await buildSubscription(app.database, contact.id, topic.id);
  }
  return topic.id;
}

/** The public id of a new release, begun on the page. */
export async function beginRelease(client: Client, headline = 'Council opens library'): Promise<string> {
  const answer = await client.form('/desk/releases', { type: 'press_release', headline, language: 'en' });
  return answer.headers.get('location')?.split('/').at(-1) ?? '';
}

/** What a page's form would send, as it was shown: fields by name, with ticked boxes and chosen options. */
export function fieldsOf(html: string, formId: string): Record<string, string | string[]> {
  const form = new RegExp(`<form id="${formId}".*?</form>`, 's').exec(html)?.[0] ?? '';
  const fields: Record<string, string | string[]> = {};
  const add = (name: string, value: string) => {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  };
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const [type, name] = [attribute(tag, 'type'), attribute(tag, 'name')];
    if (!name || type === 'file') continue;
    if ((type === 'checkbox' || type === 'radio') && !/\schecked/.test(tag)) continue;
    add(name, attribute(tag, 'value') ?? (type === 'checkbox' ? 'on' : ''));
  }
  for (const [, attributes = '', text = ''] of form.matchAll(/<textarea([^>]*)>(.*?)<\/textarea>/gs))
    add(attribute(attributes, 'name') ?? '', plain(text));
  for (const [, attributes = '', options = ''] of form.matchAll(/<select([^>]*)>(.*?)<\/select>/gs)) {
    const chosen = /<option([^>]*) selected/.exec(options)?.[1] ?? '';
    add(attribute(attributes, 'name') ?? '', attribute(chosen, 'value') ?? '');
  }
  return fields;
}

/** Sends the compose form with changes, as a browser without script does. */
export async function saveRelease(
  client: Client,
  id: string,
  changes: Record<string, string | string[]>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const page = await client.get(`/desk/releases/${id}`);
  return client.form(`/desk/releases/${id}`, { ...fieldsOf(page.text, 'compose'), ...changes }, headers);
}

/** Everything without which a release cannot be sent. */
export function completeRelease(topicId: number): Record<string, string> {
  return {
    headline: 'Council opens library',
    dateline: 'Harborview',
    bodyText: 'The library opens on the quay.\n\nIt has four floors.',
    'topics[]': String(topicId),
    'contact.0.name': 'Tomas Berg',
    'contact.0.email': 'tomas@newsroom.example',
  };
}

/** Submits and approves it as two people do. */
export async function approveRelease(writer: Client, editor: Client, id: string): Promise<void> {
  await writer.form(`/desk/releases/${id}/review`);
  const review = await editor.get(`/desk/releases/${id}/review`);
  const revision = /name="revision" value="(\d+)"/.exec(review.text)?.[1] ?? '';
  await editor.form(`/desk/releases/${id}/review/approve`, { revision });
}

/** As if the dispatch of an approved release had run to its end. */
export async function markSent(app: TestApp, id: string): Promise<void> {
  await app.database.query(
    `insert into dispatch (version_id, approval_id, approval_hash, state, lift_at)
     select a.version_id, a.id, a.hash, 'finished', now()
       from approval a join release_version v on v.id = a.version_id join release r on r.id = v.release_id
      where r.public_id = $1`,
    [id],
  );
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
}

function plain(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
