/** A newsroom as journalists find it: releases with the text of real ones, of which one lifts in an hour. */
import { readFileSync } from 'node:fs';
import { DispatchService } from '../dist/dispatch/dispatch.service.js';
import { plainTextToBody } from '../dist/rendering/plain-text-to-body.js';

const REAL = JSON.parse(readFileSync(new URL('../src/seed/demo-releases.json', import.meta.url), 'utf8'));
const desk = { kind: 'user', id: 1, role: 'press_officer', name: 'Bench' };

/** Publishes so many releases and arms one more. @returns public ids of the published ones */
export async function publishReleases(db, count) {
  await db.query('update installation set fingerprint = database_fingerprint(), confirmed_at = now()');
  const dispatches = new DispatchService(db, { prepare: () => undefined });
  const published = [];
  for (let i = 0; i <= count; i += 1) {
    const { publicId, versionId } = await approvedRelease(db, i, i === count ? 3600 : null);
    const { id } = await dispatches.arm(desk, versionId);
    if (i === count) break;
    await db.query(`update dispatch_tier set frozen_at = now(), started_at = now() where dispatch_id = $1`, [
      id,
    ]);
    published.push(publicId);
  }
  return published;
}

async function approvedRelease(db, i, liftIn) {
  const [{ id, publicId }] = await db.query(
    `insert into release (public_id, created_by) values (left(md5($1) || md5($1), 22), 1)
     returning id, public_id as "publicId"`,
    [String(i)],
  );
  const [version] = await db.query(
    `insert into release_version (release_id, number, kind, type, headline, subhead, dateline, body, audience, stage,
            press_contacts, boilerplate, created_by, embargo_at, embargo_wall, embargo_zone)
     select $1, 1, 'original', 'press_release', $2, $3, 'Dilley, TX', $4, $5, 'approved', $6, $7, 1,
            t, to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI'), case when t is not null then 'Etc/UTC' end
       from (select clock_timestamp() + $8::float8 * interval '1 second' as t) x returning id`,
    [id, ...written(i), liftIn],
  );
  await db.query(
    `insert into approval (version_id, hash, approved_by) select id, content_hash, 1 from release_version where id = $1`,
    [version.id],
  );
  return { publicId, versionId: version.id };
}

/** Headline, subhead, body, audience, contacts, boilerplate; about 6,000 characters, as a long press release has. */
function written(i) {
  const texts = REAL.map(({ text }) => text);
  const own = Array.from({ length: texts.length }, (_, n) => texts[(i + n) % texts.length]);
  const quarters = own.flatMap((text) => text.match(/.{1,320}(?:\s|$)/gs) ?? []);
  const body = plainTextToBody(quarters.join('\n\n').slice(0, 6000));
  return [
    `${REAL[i % REAL.length].headline} (${i + 1})`,
    own[1].slice(0, 140),
    JSON.stringify(body),
    JSON.stringify({ topics: [1 + (i % 3)] }),
    JSON.stringify([
      { name: 'Tomas Berg', role: 'Press officer', email: 'tomas@news.example', phone: '+1 555 0100' },
    ]),
    own[2].slice(0, 300),
  ];
}
