-- What journalists ask for on the newsroom's pages and have yet to confirm from their mailbox.

-- A wish to subscribe. It becomes a contact when it is confirmed; until then it is nobody on the list.
create table subscription_request (
  id           bigint generated always as identity primary key,
  email        text not null,
  email_key    text not null,
  topic_ids    bigint[] not null,
  name         text not null default '',
  outlet       text,
  beats        text[] not null default '{}',
  language     text not null,
  address      text,                                   -- network address
  text_shown   text not null,
  created_at   timestamptz not null default now(),
  mailed_at    timestamptz,                            -- null: the confirmation has yet to be sent
  confirmed_at timestamptz
);
create index subscription_request_due_idx on subscription_request (id) where mailed_at is null;
create index subscription_request_email_key_idx on subscription_request (email_key);

-- A change of address, made when both mailboxes have confirmed it.
create table address_change (
  id               bigint generated always as identity primary key,
  contact_id       bigint not null references contact on delete cascade,
  email            text not null,
  created_at       timestamptz not null default now(),
  old_confirmed_at timestamptz,
  new_confirmed_at timestamptz,
  done_at          timestamptz
);
create index address_change_contact_id_idx on address_change (contact_id);
