import { z } from 'zod';
import { frequencies } from './contact.entity.js';
import { trustedSql } from './trust.js';

const MOST_VALUES = 2000;
const ids = z.array(z.int().positive()).max(MOST_VALUES);
const words = z.array(z.string().trim().min(1).max(200)).max(MOST_VALUES);
const withinDays = z.int().positive().max(3650);

/** Collects values; `add` gives the placeholder that stands for one. */
export class Params {
  readonly values: unknown[] = [];
  constructor(private readonly first: number) {}

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.first + this.values.length - 1}`;
  }
}

const shapes = {
  /** follows at least one of these topics */
  topics: ids,
  /** covers at least one of these beats */
  beats: ids,
  /** works at one of these outlets */
  outlets: ids,
  outletKinds: words,
  /** reads one of these languages; `es` also means `es-MX` */
  languages: words,
  /** of the contact, else of the outlet; ISO 3166-1 alpha-2 */
  countries: words,
  /** carries at least one of these tags */
  tags: words,
  timeZones: words,
  /** of the address, in ASCII */
  domains: words,
  sources: words,
  /** these contacts one by one */
  contacts: ids,
  /** the role contains this text, whatever the letter case */
  role: z.string().trim().min(1).max(200),
  frequency: z.enum(frequencies),
  /** has early access now */
  trusted: z.boolean(),
  /** agreed to opens and clicks being counted */
  measured: z.boolean(),
  /** follows any topic at all */
  subscribed: z.boolean(),
  /** added to the list within so many days */
  addedWithinDays: withinDays,
  /** the relay accepted a release for them; of any release or of these, at any time or within so many days */
  received: z.strictObject({ releases: ids.optional(), withinDays: withinDays.optional() }),
  /** works at an outlet where a release was opened, as far as that is counted: by outlet, never by person */
  outletOpened: z.strictObject({ releases: ids.optional(), withinDays: withinDays.optional() }),
  /** a mail to them bounced */
  bounced: z.strictObject({ hard: z.boolean().optional(), withinDays: withinDays.optional() }),
} as const;

type Shapes = typeof shapes;
type Name = keyof Shapes;
/** One condition: an object with one key. */
export type Condition = { [K in Name]: { [P in K]: z.infer<Shapes[K]> } }[Name];

export const conditions = Object.entries(shapes).map(
  ([name, shape]) => z.strictObject({ [name]: shape }) as unknown as z.ZodType<Condition>,
) as [z.ZodType<Condition>, ...z.ZodType<Condition>[]];

const ago = (days: string) => `now() - make_interval(days => ${days}::int)`;

/** Something happened to this contact, or to a duplicate before it was merged into this one. */
const everOf = (happened: (contactId: string) => string) =>
  `(exists (${happened('c.id')}) or exists (select from contact_merge m where m.contact_id = c.id and exists (${happened('m.merged_id')})))`;

type Compile<K extends Name> = (value: z.infer<Shapes[K]>, params: Params) => string;

const sql: { [K in Name]: Compile<K> } = {
  topics: (topics, p) =>
    `exists (select from subscription s where s.contact_id = c.id and s.state = 'active' and s.topic_id = any(${p.add(topics)}::bigint[]))`,
  beats: (beats, p) =>
    `exists (select from contact_beat cb where cb.contact_id = c.id and cb.beat_id = any(${p.add(beats)}::bigint[]))`,
  outlets: (outlets, p) => `c.outlet_id = any(${p.add(outlets)}::bigint[])`,
  outletKinds: (kinds, p) =>
    `exists (select from outlet o where o.id = c.outlet_id and o.kind = any(${p.add(kinds)}::text[]))`,
  languages: (languages, p) => {
    const given = `${p.add(languages)}::text[]`;
    return `exists (select from unnest(c.languages) l where l = any(${given}) or split_part(l, '-', 1) = any(${given}))`;
  },
  countries: (countries, p) =>
    `coalesce(c.country, (select o.country from outlet o where o.id = c.outlet_id)) = any(${p.add(countries)}::text[])`,
  tags: (tags, p) => `c.tags && ${p.add(tags)}::text[]`,
  timeZones: (zones, p) => `c.time_zone = any(${p.add(zones)}::text[])`,
  domains: (domains, p) => `split_part(c.email_key, '@', 2) = any(${p.add(domains)}::text[])`,
  sources: (sources, p) => `c.source = any(${p.add(sources)}::text[])`,
  contacts: (contacts, p) => `c.id = any(${p.add(contacts)}::bigint[])`,
  role: (role, p) => `strpos(lower(c.role), lower(${p.add(role)}::text)) > 0`,
  frequency: (frequency, p) => `c.frequency = ${p.add(frequency)}::text`,
  trusted: (trusted) => (trusted ? trustedSql : `not coalesce(${trustedSql}, false)`),
  measured: (measured, p) => `(c.measured and not c.measuring_declined) = ${p.add(measured)}::boolean`,
  subscribed: (subscribed) =>
    `${subscribed ? '' : 'not '}exists (select from subscription s where s.contact_id = c.id and s.state = 'active')`,
  addedWithinDays: (days, p) => `c.created_at >= ${ago(p.add(days))}`,
  received: ({ releases, withinDays: days }, p) => {
    const [ids, age] = [releases && p.add(releases), days && p.add(days)];
    return everOf(
      (
        id,
      ) => `select from delivery d join dispatch x on x.id = d.dispatch_id join release_version v on v.id = x.version_id
      where d.contact_id = ${id} and d.state = 'accepted'${ids ? ` and v.release_id = any(${ids}::bigint[])` : ''}${age ? ` and d.settled_at >= ${ago(age)}` : ''}`,
    );
  },
  outletOpened: ({ releases, withinDays: days }, p) =>
    `c.outlet_id in (select distinct o.outlet_id from measured_outlet o join measured_dispatch using (dispatch_id)
      join measuring g using (dispatch_id) join dispatch x on x.id = o.dispatch_id join release_version v on v.id = x.version_id
      where o.opened > 0${releases ? ` and v.release_id = any(${p.add(releases)}::bigint[])` : ''}${days ? ` and g.started_at >= ${ago(p.add(days))}` : ''})`,
  bounced: ({ hard, withinDays: days }, p) => {
    const [kind, age] = [hard !== undefined && p.add(hard), days && p.add(days)];
    return everOf(
      (id) => `select from (select contact_id, kind, undone_at, hard, at from bounce
        union all select contact_id, kind, undone_at, hard, at from single_bounce) b
      where b.contact_id = ${id} and b.kind = 'bounce' and b.undone_at is null${kind ? ` and b.hard = ${kind}::boolean` : ''}${age ? ` and b.at >= ${ago(age)}` : ''}`,
    );
  },
};

/** The condition over `contact c`; its values become parameters. */
export function conditionSql(condition: Condition, params: Params): string {
  const [[name, value]] = Object.entries(condition) as [[Name, never]];
  return sql[name](value, params);
}
