import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import {
  audienceFilter,
  type AudienceFilter,
  audienceSql,
  mailableSql,
} from '../../../src/contacts/audience.js';
import { trustedSql } from '../../../src/contacts/trust.js';
import {
  buildBeat,
  buildContact,
  buildContactBeat,
  buildOutlet,
  buildSubscription,
  buildTopic,
} from '../../support/build-contacts.js';
import { buildDispatch, buildVersion } from '../../support/build-releases.js';
import { openTestDatabase } from '../../support/press-list-database.js';

let source: DataSource;
let close: () => Promise<void>;
beforeAll(async () => ({ source, close } = await openTestDatabase()));
afterAll(() => close());
beforeEach(() => source.query('truncate contact, topic, beat, outlet, suppression cascade'));

async function matching(filter: AudienceFilter, extra = 'true'): Promise<number[]> {
  audienceFilter.parse(filter);
  const { sql, params } = audienceSql(filter, 1);
  const rows: { id: number }[] = await source.query(
    `select c.id from contact c where ${sql} and ${extra} order by c.id`,
    params,
  );
  return rows.map((row) => row.id);
}

describe('an audience', () => {
  it('of topics is whoever follows one of them, and nobody without a topic', async () => {
    const [a, b] = [await buildTopic(source), await buildTopic(source)];
    const [one, two, left] = [
      await buildContact(source),
      await buildContact(source),
      await buildContact(source),
    ];
    await buildSubscription(source, one.id, a.id);
    await buildSubscription(source, two.id, b.id);
    await buildSubscription(source, left.id, a.id, 'left');
    expect(await matching({ topics: [a.id] })).toEqual([one.id]);
    expect(await matching({ topics: [a.id, b.id] })).toEqual([one.id, two.id]);
    expect(await matching({ topics: [] })).toEqual([]);
    expect(await matching({ all: [{ topics: [a.id, b.id] }, { not: { contacts: [two.id] } }] })).toEqual([
      one.id,
    ]);
  });

  it('never reaches a person through a beat who left the topic', async () => {
    const [topic, other, beat] = [
      await buildTopic(source),
      await buildTopic(source),
      await buildBeat(source),
    ];
    const [left, stranger, back] = [
      await buildContact(source),
      await buildContact(source),
      await buildContact(source),
    ];
    for (const { id } of [left, stranger, back]) await buildContactBeat(source, id, beat.id);
    await buildSubscription(source, left.id, topic.id, 'left');
    await buildSubscription(source, back.id, topic.id, 'left');
    await buildSubscription(source, back.id, other.id);
    const filter: AudienceFilter = { any: [{ topics: [topic.id, other.id] }, { beats: [beat.id] }] };
    expect(await matching(filter)).toEqual([stranger.id, back.id]);
  });

  it('can exclude outlets and keeps those without one', async () => {
    const outlet = await buildOutlet(source);
    const [inside, free] = [await buildContact(source, { outletId: outlet.id }), await buildContact(source)];
    expect(await matching({ not: { outlets: [outlet.id] } })).toEqual([free.id]);
    expect(await matching({ outlets: [outlet.id] })).toEqual([inside.id]);
  });

  it('can be by language, country, tag, role, domain, source, kind of outlet and trust', async () => {
    const outlet = await buildOutlet(source, { country: 'MX', kind: 'agency' });
    const ana = await buildContact(source, {
      email: 'ana@radio.example',
      languages: ['es-MX', 'en'],
      outletId: outlet.id,
      tags: ['vip'],
      role: 'Night Editor',
      source: 'fair',
      trust: 'trusted',
      trustOutletId: outlet.id,
      timeZone: 'America/Mexico_City',
      measured: true,
    });
    await buildContact(source, { languages: ['fr'], country: 'FR', role: null });
    const filters: AudienceFilter[] = [
      { languages: ['es'] },
      { languages: ['es-MX'] },
      { countries: ['MX'] },
      { tags: ['vip', 'x'] },
      { role: 'editor' },
      { domains: ['radio.example'] },
      { sources: ['fair'] },
      { outletKinds: ['agency'] },
      { trusted: true },
      { not: { trusted: false } },
      { timeZones: ['America/Mexico_City'] },
      { measured: true },
      {
        all: [{ frequency: 'each' }, { subscribed: false }, { addedWithinDays: 1 }, { outlets: [outlet.id] }],
      },
    ];
    for (const filter of filters) expect([filter, await matching(filter)]).toEqual([filter, [ana.id]]);
    expect(
      await matching({
        any: [{ received: { withinDays: 3, releases: [1] } }, { bounced: { hard: true, withinDays: 9 } }],
      }),
    ).toEqual([]);
    expect(await matching({ all: [{ not: { received: {} } }, { not: { bounced: {} } }] })).toHaveLength(2);
  });

  it('of an outlet that opened a release is known by the outlet alone, and only where enough people are counted', async () => {
    const [read, unread] = [await buildOutlet(source), await buildOutlet(source)];
    const reader = await buildContact(source, { outletId: read.id });
    await buildContact(source, { outletId: unread.id });
    await buildContact(source);
    const version = await buildVersion(source);
    const dispatch = await buildDispatch(source, version.id);
    await source.query(
      `insert into measuring (dispatch_id, links, least, ends_at, recipients) values ($1, 1, 5, now(), 20)`,
      [dispatch],
    );
    await source.query(
      `insert into measured_outlet (dispatch_id, outlet_id, recipients, opened) values ($1, $2, 9, 3), ($1, $3, 9, 0)`,
      [dispatch, read.id, unread.id],
    );
    expect(await matching({ outletOpened: {} })).toEqual([reader.id]);
    expect(await matching({ outletOpened: { withinDays: 3, releases: [version.releaseId] } })).toEqual([
      reader.id,
    ]);
    expect(await matching({ outletOpened: { releases: [version.releaseId + 1] } })).toEqual([]);
    await source.query('update measuring set recipients = 4');
    expect(await matching({ outletOpened: {} })).toEqual([]);
    await source.query('delete from measuring');
  });

  it('may be mailed unless suppressed, paused or on a digest', async () => {
    const day = 86_400_000;
    const ok = await buildContact(source, { pauseUntil: new Date(Date.now() - day) });
    await buildContact(source, { pauseUntil: new Date(Date.now() + day) });
    await buildContact(source, { frequency: 'weekly' });
    const suppressed = await buildContact(source);
    const over = await buildContact(source);
    const suppress = `insert into suppression (email_hash, reason, source, until) values (email_hash($1), 'desk', 'desk', $2)`;
    await source.query(suppress, [suppressed.emailKey, null]);
    await source.query(suppress, [over.emailKey, new Date(Date.now() - day)]);
    expect(await matching({ all: [{ not: { topics: [1] } }] }, mailableSql)).toEqual([ok.id, over.id]);
  });

  it('has early access by the same rule as `isTrusted`', async () => {
    const outlet = await buildOutlet(source);
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    const here = { outletId: outlet.id, trustOutletId: outlet.id };
    const trusted = [
      await buildContact(source, { trust: 'trusted' }),
      await buildContact(source, { trust: 'probation', ...here }),
      await buildContact(source, { trust: 'suspended', trustUntil: at(-5), ...here }),
    ];
    await buildContact(source, { trust: 'trusted', outletId: outlet.id });
    await buildContact(source, { trust: 'suspended', trustUntil: at(5), ...here });
    await buildContact(source, { trust: 'suspended', ...here });
    const rows: { id: number }[] = await source.query(
      `select id from contact c where ${trustedSql} order by id`,
    );
    expect(rows.map((row) => row.id)).toEqual(trusted.map((c) => c.id));
  });
});
