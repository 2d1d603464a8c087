-- Who works at the press desk, and how they sign in.

create table staff_user (
  id            bigint generated always as identity primary key,
  email         text not null unique,
  name          text not null,
  role          text not null,
  password_hash text,                                  -- argon2id; null: signs in by mail link only
  created_at    timestamptz not null default now(),
  disabled_at   timestamptz,
  constraint staff_user_email_check check (email = lower(email)),
  constraint staff_user_role_check check (role in ('admin', 'press_officer', 'viewer'))
);

-- A session is a row; signing out, a changed password or role deletes rows.
create table session (
  token_hash   bytea primary key,                      -- sha256 of the cookie's value
  user_id      bigint not null references staff_user on delete cascade,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at   timestamptz not null,
  user_agent   text,
  address      text
);
create index session_user_id_idx on session (user_id);

create table sign_in_link (
  token_hash bytea primary key,
  user_id    bigint not null references staff_user on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz
);

create table api_token (
  id           bigint generated always as identity primary key,
  user_id      bigint not null references staff_user on delete cascade,
  name         text not null,
  token_hash   bytea not null unique,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at   timestamptz
);
