import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { forgetOld } from '../../../src/subscriptions/retention.js';
import { buildContact, buildSubscription, buildTopic } from '../../support/build-contacts.js';
import { TestApp } from '../../support/http.js';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(() => app.stop());

const DAYS = 1095;
const eventOf = async (contactId: number, topicId: number | null, daysAgo: number): Promise<number> => {
  const [{ id }] = await app.database.query(
    `insert into consent_event (contact_id, topic_id, change, source, address, text_shown, detail, at)
     values ($1, $2, 'subscribed', 'newsroom', '192.0.2.7', 'the words', '{"a":1}', now() - $3 * interval '1 day')
     returning id`,
    [contactId, topicId, daysAgo],
  );
  return id;
};
const read = async (id: number) =>
  (
    await app.database.query(`select address, detail, text_shown as words from consent_event where id = $1`, [
      id,
    ])
  )[0];

describe('the record of consent', () => {
  it('loses network addresses and details after the set time, unless a subscription rests on them', async () => {
    const [contact, followed, left] = [
      await buildContact(app.database),
      await buildTopic(app.database),
      await buildTopic(app.database),
    ];
    await buildSubscription(app.database, contact.id, followed.id);
    await buildSubscription(app.database, contact.id, left.id, 'left');
    const proof = await eventOf(contact.id, followed.id, DAYS + 1);
    const old = await eventOf(contact.id, left.id, DAYS + 1);
    const young = await eventOf(contact.id, left.id, DAYS - 1);
    expect(await forgetOld(app.database, DAYS)).toBe(1);
    expect(await forgetOld(app.database, DAYS)).toBe(0);
    expect(await read(old)).toEqual({ address: null, detail: {}, words: 'the words' });
    for (const id of [proof, young])
      expect(await read(id)).toMatchObject({ address: '192.0.2.7', detail: { a: 1 } });
  });
});
