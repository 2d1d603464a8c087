-- Digests: one per reader and morning. A row is there before its mail leaves, so that no restart, second worker or moved
-- clock sends it twice. What a digest listed is never listed to the same reader again.
--   transmitting --> accepted | refused | in_doubt, or deferred --> transmitting …
create table digest (
  id         bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  period     date not null,                            -- the day where the reader is
  frequency  text not null,
  state      text not null default 'transmitting',
  versions   bigint[] not null,                        -- ids of the release versions that it lists; empty: nothing was new
  tried      smallint not null default 1,
  begun_at   timestamptz not null default now(),
  settled_at timestamptz,
  next_at    timestamptz,                              -- of a deferred one: not before
  reply_text text,
  constraint digest_contact_id_period_key unique (contact_id, period),
  constraint digest_frequency_check check (frequency in ('daily', 'weekly')),
  constraint digest_state_check check (state in ('transmitting', 'accepted', 'refused', 'deferred', 'in_doubt', 'empty'))
);
create index digest_transmitting_idx on digest (begun_at) where state = 'transmitting';
create index contact_digest_idx on contact (frequency) where frequency <> 'each';
