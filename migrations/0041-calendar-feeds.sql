-- The secret address of each person's calendar feed. Making a new one ends the old one.
create table calendar_feed (
  user_id      bigint primary key references staff_user on delete cascade,
  token_hash   bytea not null,
  created_at   timestamptz not null default now(),
  last_read_at timestamptz,
  constraint calendar_feed_token_hash_key unique (token_hash)
);
