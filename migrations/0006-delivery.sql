-- Dispatches, one delivery row per recipient, and the gate that permits each mail.

-- Sending one version to one frozen audience.
create table dispatch (
  id            bigint generated always as identity primary key,
  version_id    bigint not null references release_version,
  approval_id   bigint not null references approval,
  approval_hash bytea not null,
  state         text not null default 'armed',
  held_reason   text,                                  -- why a person is asked: 'late', 'restored', 'clock' …
  lift_at       timestamptz not null,
  stop_after    timestamptz,
  late_ok_at    timestamptz,                           -- a person said: send although late
  seed          text not null,                         -- of the order within a tier
  pace          integer,                               -- mails per minute over all workers; null: as fast as it goes
  urgency       smallint not null default 10,          -- lower goes first: corrections and kills before other work
  armed_by      bigint references staff_user,
  armed_at      timestamptz not null default now(),
  ended_at      timestamptz,
  constraint dispatch_state_check check (state in ('armed', 'paused', 'held', 'stopped', 'finished'))
);
create unique index dispatch_live_key on dispatch (version_id) where state <> 'stopped';
create trigger dispatch_forbids before update of state, lift_at, approval_hash on dispatch
  for each row execute function forbid_trigger();

create table dispatch_tier (
  dispatch_id bigint not null references dispatch on delete cascade,
  tier        text not null,
  opens_at    timestamptz not null,
  frozen_at   timestamptz,                             -- its deliveries are complete
  started_at  timestamptz,                             -- the first chunk was claimed
  primary key (dispatch_id, tier),
  constraint dispatch_tier_tier_check check (tier in ('early', 'general'))
);
create trigger dispatch_tier_forbids before update of opens_at on dispatch_tier
  for each row execute function forbid_trigger();

-- A chunk of deliveries is what a worker claims. Its lease is what makes a pending delivery 'claimed'.
create table delivery_chunk (
  dispatch_id bigint not null references dispatch on delete cascade,
  tier        text not null,
  number      integer not null,
  due_at      timestamptz,                             -- when there is work in it; null: all settled
  epoch       integer not null default 0,              -- fencing: counts the claims
  worker      text,
  claimed_at  timestamptz,
  lease_until timestamptz,
  primary key (dispatch_id, tier, number)
) with (fillfactor = 70);
create index delivery_chunk_due_at_idx on delivery_chunk (due_at) where due_at is not null;

create table delivery (
  id              bigint generated always as identity primary key,
  dispatch_id     bigint not null references dispatch on delete cascade,
  tier            text not null,
  chunk           integer not null,
  contact_id      bigint not null,
  email           text not null,
  domain          text not null,
  state           text not null default 'pending',
  attempt         smallint not null default 0,         -- counts transmissions begun; results are fenced by it
  claimed_at      timestamptz,                         -- the database's time at the claim of the last attempt
  transmitting_at timestamptz,
  settled_at      timestamptz,
  next_attempt_at timestamptz,
  reply_code      smallint,
  reply_text      text,
  constraint delivery_dispatch_id_email_key unique (dispatch_id, email),
  constraint delivery_state_check check (state in
    ('pending', 'transmitting', 'deferred', 'accepted', 'refused', 'in_doubt', 'suppressed', 'cancelled'))
) with (fillfactor = 60);
create index delivery_dispatch_id_tier_chunk_idx on delivery (dispatch_id, tier, chunk);
create index delivery_contact_id_idx on delivery (contact_id);

-- What happened to each attempt; never edited.
create table delivery_event (
  id          bigint generated always as identity primary key,
  delivery_id bigint not null,
  dispatch_id bigint not null,
  attempt     smallint not null,
  at          timestamptz not null default clock_timestamp(),
  state       text not null,
  reply_code  smallint,
  reply_text  text,
  worker      text
);
create index delivery_event_delivery_id_idx on delivery_event (delivery_id);
create trigger delivery_event_append_only before update or delete or truncate on delivery_event
  for each statement execute function append_only();
