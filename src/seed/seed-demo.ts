import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import type { Env } from '../config/env.js';
import { ApprovalsService } from '../releases/approvals.service.js';
import { AssetsService } from '../releases/assets.service.js';
import { newReleaseFields } from '../releases/release-fields.js';
import { ReleasesService } from '../releases/releases.service.js';
import { demoBeats, demoJournalists, demoOutlets, demoTopics } from './demo-people.js';
import { placeholderPicture } from './placeholder-picture.js';

interface DemoRelease {
  type: string;
  headline: string;
  /** YYYY-MM-DD */
  date: string;
  dateline: string;
  text: string;
  image: { alt: string; credit: string | null } | null;
  topics: string[];
}

/** The newest is a draft and the next one waits for approval, so that there is something to do. */
const UNSENT = 2;
const PRESS_CONTACT = { name: 'Press office', email: 'press@newsroom.example', phone: '+1 212 555 0142' };
const BOILERPLATE =
  'This is demo data: real headlines and excerpts from a public press page, and invented journalists.';

/**
 * Writes the demo newsroom into an empty database: two accounts, topics, outlets, sixty invented journalists, and the
 * releases of `demo-releases.json`. Does nothing where there is any account already.
 * @returns whether it was written
 */
export async function seedDemo(source: DataSource, env: Env): Promise<boolean> {
  const [{ count } = { count: 1 }] = await source.query<{ count: number }[]>(
    `select count(*) as count from staff_user`,
  );
  if (count > 0) return false;
  const staff = await seedStaff(source);
  await seedPressList(source);
  await seedReleases(source, env, staff);
  return true;
}

interface Staff {
  writer: Actor;
  approver: Actor;
}

async function seedStaff(source: DataSource): Promise<Staff> {
  const [admin, officer] = await source.query<{ id: number }[]>(
    `insert into staff_user (email, name, role) values ('admin@newsroom.example', 'Ada Marsh', 'admin'),
       ('maja@newsroom.example', 'Maja Holm', 'press_officer') returning id`,
  );
  if (!admin || !officer) throw new Error('The demo accounts could not be written');
  return {
    approver: { kind: 'user', id: admin.id, role: 'admin', name: 'Ada Marsh' },
    writer: { kind: 'user', id: officer.id, role: 'press_officer', name: 'Maja Holm' },
  };
}

async function seedPressList(source: DataSource): Promise<void> {
  await source.transaction(async (manager) => {
    const rows = (value: unknown) => [JSON.stringify(value)];
    await manager.query(
      `insert into topic (slug, name, description)
       select slug, name, description from jsonb_to_recordset($1) t (slug text, name text, description text)`,
      rows(demoTopics),
    );
    await manager.query(
      `insert into beat (slug, name) select lower(replace(name, ' ', '-')), name from jsonb_array_elements_text($1) b (name)`,
      rows(demoBeats),
    );
    await manager.query(
      `insert into outlet (name, kind, domain, country)
       select name, kind, domain, country from jsonb_to_recordset($1) o (name text, kind text, domain text, country text)`,
      rows(demoOutlets),
    );
    await manager.query(
      `with given as (
         select * from jsonb_to_recordset($1) j (email text, name text, outlet text, role text, country text,
           "timeZone" text, languages jsonb, beats jsonb, topics jsonb, "isTrusted" boolean)
       ), made as (
         insert into contact (email, email_key, name, outlet_id, role, country, time_zone, languages, source, trust, trust_outlet_id, measured)
         select g.email, g.email, g.name, o.id, g.role, g.country, g."timeZone",
                array(select jsonb_array_elements_text(g.languages)), 'demo data',
                case when g."isTrusted" then 'trusted' else 'none' end, case when g."isTrusted" then o.id end,
                hashtext(g.email) % 4 <> 0 -- three of four agreed to be counted
           from given g join outlet o on o.name = g.outlet
         returning id, email
       ), covering as (
         insert into contact_beat (contact_id, beat_id)
         select m.id, b.id from made m join given g using (email) join beat b on g.beats ? b.name
       ), following as (
         insert into subscription (contact_id, topic_id, state)
         select m.id, t.id, 'active' from made m join given g using (email) join topic t on g.topics ? t.slug
         returning contact_id, topic_id)
       insert into consent_event (contact_id, topic_id, change, source, text_shown)
       select contact_id, topic_id, 'subscribed', 'demo data', 'Invented for the demo' from following`,
      rows(demoJournalists()),
    );
    await manager.query(
      `insert into trust_event (contact_id, kind, note) select id, 'grant', 'Demo data' from contact where trust = 'trusted'`,
    );
  });
}

async function seedReleases(source: DataSource, env: Env, staff: Staff): Promise<void> {
  const file = path.join(import.meta.dirname, 'demo-releases.json');
  const items = JSON.parse(readFileSync(file, 'utf8')) as DemoRelease[];
  const services = {
    releases: new ReleasesService(source, env),
    approvals: new ApprovalsService(source, { SECOND_PERSON: true }),
    assets: new AssetsService(source),
  };
  const topics = await source.query<{ id: number; slug: string }[]>(`select id, slug from topic`);
  for (const [i, item] of [...items.entries()].reverse()) {
    const topicIds = topics.filter(({ slug }) => item.topics.includes(slug)).map(({ id }) => id);
    const version = await services.releases.create(
      staff.writer,
      newReleaseFields.parse({
        type: item.type,
        headline: item.headline,
        dateline: item.dateline,
        body: item.text,
        image: await pictureOf(services.assets, staff, item, i),
        pressContacts: [PRESS_CONTACT],
        boilerplate: BOILERPLATE,
        topics: topicIds,
      }),
    );
    if (i === 0) continue;
    await services.approvals.submit(staff.writer, version.id);
    if (i < UNSENT) continue;
    await services.approvals.approve(staff.approver, version.id, version.revision);
    await publishInThePast(source, version.id, item.date);
  }
}

async function pictureOf(assets: AssetsService, staff: Staff, item: DemoRelease, number: number) {
  if (!item.image) return null;
  const upload = { fileName: `picture-${number + 1}.jpg`, content: await placeholderPicture(number) };
  const { publicId } = await assets.addImage(staff.writer, upload);
  const credit = item.image.credit ?? 'Placeholder';
  return { imageId: publicId, alt: item.image.alt, credit, caption: 'Placeholder for the original picture' };
}

/** Releases that went out before Dateline was there: published, and sent to nobody by it. */
async function publishInThePast(source: DataSource, versionId: number, date: string): Promise<void> {
  await source.query(
    `with gone as (
       insert into dispatch (version_id, approval_id, approval_hash, state, lift_at, armed_by, armed_at, ended_at)
       select v.id, a.id, a.hash, 'finished', $2::timestamptz, a.approved_by, $2::timestamptz, $2::timestamptz
         from release_version v join approval a on a.version_id = v.id where v.id = $1 returning id, lift_at)
     insert into dispatch_tier (dispatch_id, tier, opens_at, frozen_at, started_at)
     select id, 'general', lift_at, lift_at, lift_at from gone`,
    [versionId, `${date}T15:00:00Z`],
  );
}
