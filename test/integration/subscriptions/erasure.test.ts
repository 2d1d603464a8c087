import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyRecord } from '../../../src/audit/verify-record.js';
import { certificateOf } from '../../../src/dispatch/certificate.js';
import { freezeTier } from '../../../src/dispatch/freeze.js';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import { ContactErasingService } from '../../../src/subscriptions/contact-erasing.service.js';
import { desk, TEST_SECRET, type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { ChunkByHand } from '../../support/chunk-by-hand.js';
import { tablesNaming } from '../../support/naming-rows.js';

const NAME = 'wilhelmina zzyx';
const NOW = 'wilhelmina@zzyx-press.example';
const FORMER = 'w.zzyx@courier.example';
const MERGED = 'mina@gazette.example';
const ALL = ['zzyx', NOW, FORMER, MERGED];

/** What names them after all, and why it may. */
const STAYS: Record<string, string> = {
  suppression: 'the hashes, so that no import brings them back',
  audience: 'a filter that the desk wrote; it finds nobody any more',
  audit_entry: 'a reason that somebody at the desk wrote in their own words; the record is never edited',
  contact_import: 'the name that somebody gave a file',
  contact_import_piece: 'a file that the desk uploaded and has not run: gone when it is, or after seven days',
  contact_import_rows_1: 'the same, read',
  mailbox_mail: 'the mailbox of whoever only tries Dateline: it stands for the recipients’ own mailboxes',
};

describe('erasing a person who has been through everything', () => {
  let newsroom: TestNewsroom;
  let contactId: number;
  let dispatchId: number;
  let chunk: ChunkByHand;
  const query = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
    newsroom.db.query<T[]>(sql, values);
  const erase = () => new ContactErasingService(newsroom.db).erase(desk, contactId, 'test');

  beforeEach(async () => {
    newsroom = await testNewsroom();
    await newsroom.addReaders(3);
    contactId = await addWilhelmina();
    dispatchId = (await newsroom.arm()).id;
    await newsroom.db.transaction((manager) => freezeTier(manager, { dispatchId, tier: 'general' }, 50));
    chunk = new ChunkByHand(newsroom.db, dispatchId);
    await chunk.claim();
  });
  afterEach(() => newsroom.close());

  it('leaves nothing of them in any column of any table but what is named here', async () => {
    await sendTo(await deliveryOf(contactId));
    await chunk.close();
    await goThroughEverything();
    const before = await tablesNaming(newsroom.db, ALL);
    expect(before).toEqual(expect.arrayContaining([...EVERYWHERE, ...Object.keys(STAYS)]));
    await erase();
    expect(await tablesNaming(newsroom.db, ALL)).toEqual(Object.keys(STAYS).sort());
    const [kept] = await query<{ rows: string[] }>(
      `select array_agg(s::text) as rows from suppression s where s.email is not null or s.evidence <> '{}'`,
    );
    expect(kept?.rows).toBeNull();
  });

  it('keeps the record whole, and what was sent still counts', async () => {
    const id = await deliveryOf(contactId);
    await sendTo(id);
    await chunk.close();
    const account = await query('select * from dispatch_account');
    await erase();
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
    expect(await query('select * from dispatch_account')).toEqual(account);
    const { statement } = await newsroom.db.transaction((manager) =>
      certificateOf(manager, dispatchId, parseSecrets(TEST_SECRET)),
    );
    expect(statement.recipients.map((each) => String(each.email)).sort()).toEqual([
      'null',
      'r1@two.example',
      'r2@three.example',
      'r3@one.example',
    ]);
    expect(await query('select state, reply_code from delivery where id = $1', [id])).toEqual([
      { state: 'refused', reply_code: 550 },
    ]);
  });

  it('keeps nothing by which an address could be tried against the record', async () => {
    const id = await deliveryOf(contactId);
    await sendTo(id);
    await chunk.close();
    const [before] = await query<{ salt: string }>(
      `select encode(salt, 'hex') as salt from delivery where id = $1`,
      [id],
    );
    expect(await tablesNaming(newsroom.db, [before!.salt])).toEqual(['delivery']);
    await erase();
    expect(await tablesNaming(newsroom.db, [before!.salt])).toEqual([]);
    const [salts] = await query<{ kept: number }>('select count(distinct salt)::int as kept from delivery');
    expect(salts?.kept).toBe(3);
  });

  it.each<[string, (id: number) => string]>([
    [
      'an event of theirs says another state',
      (id) => `update delivery_event set state = 'accepted' where delivery_id = ${id}`,
    ],
    [
      'words are put into their mouth',
      (id) => `update delivery_event set reply_text = 'Yes' where delivery_id = ${id}`,
    ],
    [
      'their commitment is another',
      (id) => `update delivery_event set commitment = '\\x00' where delivery_id = ${id}`,
    ],
    [
      'their delivery is somebody else’s',
      (id) => `update delivery set email = 'x@y.example' where id = ${id}`,
    ],
    [
      'another address of the chunk is altered',
      (id) => `update delivery set email = 'x@y.example' where id = (
        select e.delivery_id from delivery_event e where e.delivery_id <> ${id} limit 1)`,
    ],
    [
      'another salt of the chunk is altered',
      (id) => `update delivery set salt = uuid_send(gen_random_uuid()) where id = (
        select e.delivery_id from delivery_event e where e.delivery_id <> ${id} limit 1)`,
    ],
    ['their delivery is gone', (id) => `delete from delivery where id = ${id}`],
  ])('does not hide it when %s', async (_, sql) => {
    const id = await deliveryOf(contactId);
    await sendTo(id);
    const [other] = await query<{ id: number }>('select id from delivery where id <> $1 limit 1', [id]);
    await chunk.begin(other!.id);
    await chunk.settle({ id: other!.id, state: 'accepted', code: 250, text: 'Ok' });
    await chunk.close();
    await erase();
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
    await query('alter table delivery_event disable trigger user');
    await query(sql(id));
    expect((await verifyRecord(newsroom.db)).ok).toBe(false);
  });

  it('is the only way to take somebody out of the account: the record tells of it', async () => {
    await sendTo(await deliveryOf(contactId));
    await chunk.close();
    await query('select erase_deliveries(array[$1::bigint])', [contactId]);
    expect((await verifyRecord(newsroom.db)).firstBroken).toMatchObject({
      table: 'delivery',
      reason: 'contradicts the record',
    });
  });

  it('holds while their mail is on its way: the answer comes without its words', async () => {
    const id = await deliveryOf(contactId);
    await chunk.begin(id);
    await erase();
    await chunk.settle({ id, state: 'refused', code: 550, text: `<${NOW}> is unknown` });
    await chunk.close();
    expect(await tablesNaming(newsroom.db, [NAME, NOW])).toEqual(['suppression']);
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
    expect(await query('select state, reply_text from delivery where id = $1', [id])).toEqual([
      { state: 'refused', reply_text: null },
    ]);
  });

  it('lets older seals, which hash addresses in the clear, rest once newer ones cover the same', async () => {
    const id = await deliveryOf(contactId);
    await sendTo(id);
    await query(
      `insert into audit_entry (actor, action, subject_type, subject_id, detail)
       select 'system:delivery', 'delivery.sealed', 'dispatch', $1, jsonb_build_object('events', s.events, 'last', s.last_event,
              'digest', s.digest, 'deliveries', format('{[%s,%s)}', $2::bigint, $2::bigint + 1),
              'seen', pg_current_snapshot()::text, 'own', this_transaction())
         from sealed_events(int8multirange(int8range($2::bigint, $2::bigint + 1)), null, null) s`,
      [dispatchId, id],
    );
    expect(await query('select * from broken_delivery_seal')).toEqual([]);
    await chunk.close();
    await erase();
    expect(await verifyRecord(newsroom.db)).toMatchObject({ ok: true });
  });

  it('spares refused rows and mails that name somebody whose address only contains theirs', async () => {
    await query(
      `insert into contact_import (file_name, columns, settings, by_actor) values ('list.csv', '[]', '{}', 'user:1')`,
    );
    for (const cell of [`o.${NOW}`, `${NOW}.uk`, `${NOW}-x`, NOW, `<${NOW}>.`])
      await query(
        `insert into contact_import_refusal (import_id, line, reason, cells)
         select 1, count(*) + 1, 'Refused', array[$1::text] from contact_import_refusal`,
        [cell],
      );
    await erase();
    expect(
      (await query<{ cells: string[] }>('select cells from contact_import_refusal order by line')).flatMap(
        (row) => row.cells,
      ),
    ).toEqual([`o.${NOW}`, `${NOW}.uk`, `${NOW}-x`]);
  });

  async function sendTo(id: number): Promise<void> {
    await chunk.begin(id);
    await chunk.settle({ id, state: 'refused', code: 550, text: `5.1.1 <${NOW}>: ${NAME} is unknown here` });
  }

  async function deliveryOf(contact: number): Promise<number> {
    const [row] = await query<{ id: number }>(
      'select id from delivery where contact_id = $1 order by id desc',
      [contact],
    );
    return row!.id;
  }

  async function addWilhelmina(): Promise<number> {
    const [row] = await query<{ id: number }>(
      `insert into contact (email, email_key, name, source, notes) values ($1, $1, $2, 'test', $2) returning id`,
      [NOW, NAME],
    );
    await query(`insert into subscription (contact_id, topic_id, state) values ($1, $2, 'active')`, [
      row!.id,
      newsroom.topicId,
    ]);
    return row!.id;
  }

  /** A row that names her wherever one could. */
  async function goThroughEverything(): Promise<void> {
    const delivery = await deliveryOf(contactId);
    for (const sql of EVERYTHING)
      await query(
        `with her (contact, delivery, name, address, former, merged, dispatch) as (
           values ($1::bigint, $2::bigint, $3::text, $4::text, $5::text, $6::text, $7::bigint)) ${sql}`,
        [contactId, delivery, NAME, NOW, FORMER, MERGED, dispatchId],
      );
    await query(`create table contact_import_rows_1 as select $1::text as email`, [NOW]);
  }
});

/** Tables that name her before; the others cannot. */
const EVERYWHERE = [
  'address_change',
  'bounce',
  'consent_event',
  'contact',
  'contact_import_refusal',
  'contact_merge',
  'contact_search',
  'delivery',
  'delivery_event',
  'digest',
  'inbound_mail',
  'letter',
  'notice',
  'single_bounce',
  'subscription_request',
  'trust_event',
];

const EVERYTHING = [
  `insert into consent_event (contact_id, change, source, address, detail)
     select contact, 'changed address', 'preferences', '192.0.2.7', jsonb_build_object('from', former, 'to', address) from her`,
  `insert into address_change (contact_id, email, done_at) select contact, former, now() from her`,
  `insert into contact_merge (merged_id, contact_id, email_key) select 9001, contact, merged from her`,
  `insert into consent_event (contact_id, change, source, detail) select 9001, 'merged', 'desk', jsonb_build_object('was', merged) from her`,
  `insert into subscription_request (email, email_key, name, topic_ids, language, text_shown)
     select address, address, name, '{1}'::bigint[], 'en', 'text' from her union all select merged, merged, name, '{1}'::bigint[], 'en', 'text' from her`,
  `insert into trust_event (contact_id, kind, note) select contact, 'request', name || ' asks' from her`,
  `insert into letter (contact_id, email, purpose, state) select contact, former, 'journalist-erase', 'accepted' from her`,
  `insert into digest (contact_id, period, frequency, versions, email, reply_text)
     select contact, current_date, 'daily', '{}', former, address || ' ok' from her`,
  `insert into notice (contact_id, state, email, reply_text) select contact, 'accepted', address, name from her`,
  `insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain, state)
     select dispatch, 'general', 1, 9001, merged, 'gazette.example', 'cancelled' from her`,
  `insert into inbound_mail (source, rcpt, delivery_id, kind, reading, raw, sender)
     select 'smtp', 'b@newsroom.example', delivery, 'bounce', jsonb_build_object('recipients', jsonb_build_array(address), 'outcome', 'suppressed'),
            convert_to('To: ' || address, 'UTF8'), '' from her`,
  `insert into bounce (delivery_id, contact_id, source, kind, category, hard, diagnostic, reply, action, inbound_mail_id)
     select delivery, contact, 'smtp', 'bounce', 'unknown user', true, address || ' is unknown', '550 ' || address, 'suppressed',
            (select max(id) from inbound_mail) from her`,
  `insert into inbound_mail (source, rcpt, kind, reading, raw, sender)
     select 'smtp', 'b2@newsroom.example', 'bounce', '{"outcome": "counted"}', convert_to(name, 'UTF8'), '' from her`,
  `insert into single_bounce (mail, mail_id, contact_id, source, kind, category, hard, diagnostic, action, email, domain, inbound_mail_id)
     select 'notice', contact, contact, 'smtp', 'bounce', 'full', false, address, 'counted', address, 'zzyx-press.example',
            (select max(id) from inbound_mail) from her`,
  `insert into inbound_mail (source, kind, reading, raw, sender)
     select 'imap', 'other', jsonb_build_object('subject', 'Hello'), convert_to('From: ' || former, 'UTF8'), former from her`,
  `insert into suppression (email_hash, email, reason, source, evidence, lifted_at, lifted_by)
     select email_hash(former), former, 'hard_bounce', 'smtp', jsonb_build_object('diagnostic', former), now(), 'user:1' from her`,
  `insert into suppression (email_hash, email, reason, source, evidence, lifted_at, lifted_by)
     select email_hash(address), address, 'desk', 'desk', jsonb_build_object('note', name), now(), 'user:1' from her`,
  `insert into audit_entry (actor, action, subject_type, subject_id, detail)
     select 'user:1', 'suppression.lifted', 'suppression', '1', jsonb_build_object('why', name || ' rang us') from her`,
  `insert into audience (name, filter, by_actor) select 'All called ' || name, '{}', 'user:1' from her`,
  `insert into contact_import (file_name, columns, settings, by_actor) select name || '.csv', '[]', '{}', 'user:1' from her`,
  `insert into contact_import_refusal (import_id, line, reason, cells) select max(i.id), 1, 'Refused', array[min(name), min(address)] from contact_import i, her`,
  `insert into contact_import_piece (import_id, place, bytes) select max(i.id), 1, convert_to(min(address), 'UTF8') from contact_import i, her`,
  `insert into mailbox_mail (mail_from, rcpt_to, raw) select 'press@newsroom.example', address, '' from her`,
];
