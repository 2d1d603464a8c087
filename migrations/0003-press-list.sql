-- Journalists, where they work, what they cover; and whom we may not mail.

create table outlet (
  id         bigint generated always as identity primary key,
  name       text not null,
  kind       text,                                     -- newspaper, broadcaster, agency, magazine, online, freelance …
  domain     text,
  country    text,                                     -- ISO 3166-1 alpha-2
  created_at timestamptz not null default now()
);
create unique index outlet_name_key on outlet (lower(name));

create table beat (
  id   bigint generated always as identity primary key,
  slug text not null unique,
  name text not null
);

create table contact (
  id              bigint generated always as identity primary key,
  email           text not null,                       -- as it is written to
  email_key       text not null unique,                -- normalised: lower case, IDN in ASCII
  name            text not null default '',
  outlet_id       bigint references outlet on delete set null,
  role            text,
  languages       text[] not null default '{}',        -- BCP 47, the first is preferred
  country         text,
  time_zone       text,                                -- IANA
  phone           text,
  notes           text,
  tags            text[] not null default '{}',
  source          text not null,                       -- where the address came from
  source_at       timestamptz not null default now(),
  frequency       text not null default 'each',
  pause_until     timestamptz,                         -- the journalist's own pause
  measured        boolean not null default false,      -- agreed to opens and clicks being counted
  trust           text not null default 'none',        -- early access
  trust_until     timestamptz,                         -- end of a probation or suspension
  trust_outlet_id bigint,                              -- the outlet at the time trust was given
  notice_at       timestamptz,                         -- told where the address came from (GDPR Art. 14)
  digested_at     timestamptz,                         -- the last digest reaches up to here
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  constraint contact_frequency_check check (frequency in ('each', 'daily', 'weekly')),
  constraint contact_trust_check check (trust in ('none', 'trusted', 'probation', 'suspended'))
);
create index contact_outlet_id_idx on contact (outlet_id);

-- Whether this journalist gets releases before the lift. Trust was given at one outlet and ends when they leave it. A
-- probation keeps access; a suspension takes it away until its end. isTrusted in src/contacts/trust.ts says the same.
create function is_trusted(c contact) returns boolean language sql stable as $$
  select coalesce(c.outlet_id is not distinct from c.trust_outlet_id
    and (c.trust in ('trusted', 'probation') or (c.trust = 'suspended' and c.trust_until <= now())), false)
$$;

create table contact_beat (
  contact_id bigint not null references contact on delete cascade,
  beat_id    bigint not null references beat on delete cascade,
  primary key (contact_id, beat_id)
);
create index contact_beat_beat_id_idx on contact_beat (beat_id);

-- Duplicates merged into another contact: their links and addresses lead to it from then on.
create table contact_merge (
  merged_id  bigint primary key,                       -- the id that is gone
  contact_id bigint not null references contact on delete cascade,
  email_key  text not null unique,
  at         timestamptz not null default now(),
  by_user_id bigint
);
create index contact_merge_contact_id_idx on contact_merge (contact_id);

-- Warnings, probation, suspension, grants: never edited.
create table trust_event (
  id         bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  at         timestamptz not null default now(),
  kind       text not null,
  until      timestamptz,
  note       text,
  by_user_id bigint,
  constraint trust_event_kind_check
    check (kind in ('request', 'grant', 'warning', 'probation', 'suspension', 'reinstated', 'dropped'))
);
create index trust_event_contact_id_idx on trust_event (contact_id);

-- Kept apart from the contact, by a hash of the normalised address, so that it survives deletion.
create table suppression (
  id         bigint generated always as identity primary key,
  email_hash bytea not null,                           -- sha256 of email_key
  email      text,                                     -- null once the person asked to be erased
  reason     text not null,
  source     text not null,                            -- 'one-click', 'bounce', 'complaint', 'desk', 'import' …
  evidence   jsonb not null default '{}',
  since      timestamptz not null default now(),
  until      timestamptz,                              -- null: until lifted
  lifted_at  timestamptz,
  lifted_by  text,
  constraint suppression_reason_check
    check (reason in ('unsubscribed', 'objection', 'hard_bounce', 'soft_bounces', 'complaint', 'erased', 'desk'))
);
create unique index suppression_active_key on suppression (email_hash) where lifted_at is null;

create function email_hash(email_key text) returns bytea language sql immutable strict parallel safe as $$
  select sha256(convert_to(email_key, 'UTF8'))
$$;

-- The gate lock. Whoever permits a mail (claims a chunk, begins a transmission: 0006) holds it shared for the length of
-- its short transaction; whoever forbids one (suppresses, unsubscribes, stops, voids an approval, moves a lift) holds it
-- exclusively until its commit. So what was forbidden before a transmission began is always seen by it.
-- A transaction that also changes delivery rows must take this lock before them.
create function forbid() returns void language sql as $$
  select pg_advisory_xact_lock(hashtext('dateline.gate'))
$$;
create function permit() returns void language sql as $$
  select pg_advisory_xact_lock_shared(hashtext('dateline.gate'))
$$;
create function forbid_trigger() returns trigger language plpgsql as $$
begin
  perform forbid();
  return coalesce(new, old);
end $$;
create trigger suppression_forbids before insert on suppression for each row execute function forbid_trigger();
