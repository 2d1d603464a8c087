/** What a press list of a million has besides contacts, and a filter of each kind over it. */
import { arm } from './newsroom.mjs';

/**
 * Eight topics, three for each, one in 25 left; forty beats; 20,000 suppressions in a million; some pauses and digests;
 * one release that half of them got, and bounces of one in fifty.
 */
export async function furnish(source) {
  await source.query(
    `insert into staff_user (email, name, role) values ('bench@news.example', 'Bench', 'press_officer')`,
  );
  await source.query(
    `insert into topic (slug, name) select 't' || g, 'Topic ' || g from generate_series(1, 8) g`,
  );
  await source.query(
    `insert into beat (slug, name) select 'b' || g, 'Beat ' || g from generate_series(1, 40) g`,
  );
  await source.query(
    `insert into subscription (contact_id, topic_id, state)
     select c.id, t.id, case when (c.id + k) % 25 = 0 then 'left' else 'active' end
       from contact c cross join generate_series(0, 2) k
       join (select id, row_number() over (order by id) as n from topic) t on t.n = 1 + (c.id + k * (1 + c.id % 3)) % 8
      on conflict do nothing`,
  );
  await source.query(
    `insert into contact_beat
     select c.id, b.id from contact c join (select id, row_number() over (order by id) as n from beat) b
         on b.n in (1 + c.id % 40, 1 + c.id * 7 % 40) on conflict do nothing`,
  );
  await source.query(
    `insert into suppression (email_hash, email, reason, source)
     select email_hash, email, 'unsubscribed', 'one-click' from contact where id % 50 = 7`,
  );
  await source.query(
    `update contact set frequency = case when id % 100 = 0 then 'daily' else 'each' end,
       pause_until = case when id % 200 = 50 then now() + interval '9 days' end,
       time_zone = case when id % 100 = 0 then 'Europe/Madrid' end, measured = id % 100 = 0 where id % 50 = 0`,
  );
  await source.query(`update contact set trust = 'trusted', trust_outlet_id = outlet_id where id % 500 = 3`);
  await source.query(`update outlet set kind = case id % 4 when 0 then 'newspaper' when 1 then 'agency' end`);
  await deliver(source);
  await source.query('vacuum analyze');
}

/** As they would lie there after a dispatch; the rules that guard them are left aside. */
async function deliver(source) {
  const { id } = await arm(source, 3600, [(await idsOf(source, 'topic'))[0]]);
  await source.transaction(async (manager) => {
    await manager.query(`set local session_replication_role = replica`);
    await manager.query(
      `insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain, state, settled_at)
       select $1, 'general', id / 250, id, email, split_part(email_key, '@', 2), 'accepted', now() from contact where id % 2 = 0`,
      [id],
    );
    await manager.query(
      `insert into bounce (delivery_id, contact_id, source, kind, category, hard, action)
       select id, contact_id, 'reply', 'bounce', 'bench', contact_id % 4 = 0, 'none' from delivery where contact_id % 50 = 0`,
    );
    await manager.query(
      `insert into measuring (dispatch_id, links, least, ends_at, recipients) values ($1, 3, 5, now() + interval '9 days', 500000)`,
      [id],
    );
    await manager.query(
      `insert into measured_outlet (dispatch_id, outlet_id, recipients, opened) select $1, id, 25, id % 3 from outlet`,
      [id],
    );
  });
}

async function idsOf(source, table) {
  return (await source.query(`select id from ${table} order by id limit 50`)).map((row) => row.id);
}

/** At least one of each kind that a filter can ask for, and some of them together. */
export async function filtersOf(source) {
  const [topics, beats] = [await idsOf(source, 'topic'), await idsOf(source, 'beat')];
  const [outlets, contacts] = [await idsOf(source, 'outlet'), await idsOf(source, 'contact')];
  const topic = { topics: [topics[0]] };
  return {
    'one topic': topic,
    'three topics': { topics: topics.slice(0, 3) },
    'eight topics': { topics },
    beat: { beats: [beats[0]] },
    outlets: { outlets: outlets.slice(0, 20) },
    'kind of outlet': { outletKinds: ['newspaper'] },
    language: { languages: ['es'] },
    country: { countries: ['MX'] },
    tag: { tags: ['fair'] },
    'time zone': { timeZones: ['Europe/Madrid'] },
    domain: { domains: ['outlet7.example'] },
    source: { sources: ['bench'] },
    'contacts by number': { contacts },
    role: { role: 'edit' },
    frequency: { frequency: 'daily' },
    'early access': { trusted: true },
    measured: { measured: true },
    everybody: { subscribed: true },
    'nobody by topic': { subscribed: false },
    'added lately': { addedWithinDays: 30 },
    received: { received: { withinDays: 30 } },
    'outlet opened it': { outletOpened: { withinDays: 30 } },
    bounced: { bounced: { hard: true } },
    'topic and language': { all: [topic, { languages: ['es'] }] },
    'topic, not a tag': { all: [topic, { not: { tags: ['fair'] } }] },
    'topics, not these outlets': {
      all: [{ topics: topics.slice(0, 3) }, { not: { outlets: outlets.slice(0, 20) } }],
    },
    'topic, got nothing lately': { all: [topic, { not: { received: { withinDays: 30 } } }] },
    'country or topic': { any: [{ countries: ['MX'] }, { topics: [topics[1]] }] },
    'and, or, not': {
      any: [
        { all: [topic, { languages: ['es'] }] },
        { all: [{ beats: [beats[1]] }, { not: { countries: ['US'] } }] },
      ],
    },
  };
}
