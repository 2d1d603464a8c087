-- Who was asked whether they want early access to a release: each person once.
create table early_offer (
  contact_id bigint not null references contact on delete cascade,
  release_id bigint not null references release on delete cascade,
  offered_at timestamptz not null default now(),
  sent_at    timestamptz,                              -- null: not sent yet, or being sent
  tried      smallint not null default 0,
  primary key (contact_id, release_id)
);
create index early_offer_unsent_idx on early_offer (release_id) where sent_at is null;
