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
  token_hash bytea primary key,                        -- sha256; single use
  user_id    bigint not null references staff_user on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index sign_in_link_user_id_idx on sign_in_link (user_id);

create table api_token (
  id           bigint generated always as identity primary key,
  user_id      bigint not null references staff_user on delete cascade,
  name         text not null,
  role         text not null,                          -- at most this; never more than its owner's role now
  token_hash   bytea not null unique,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at   timestamptz,
  constraint api_token_role_check check (role in ('admin', 'press_officer', 'viewer'))
);
create index api_token_user_id_idx on api_token (user_id);

-- Whoever changes a password, a role or disables an account: what was opened before is closed, in the same transaction.
create function staff_user_closes() returns trigger language plpgsql as $$
begin
  delete from session where user_id = new.id;
  delete from sign_in_link where user_id = new.id;
  if new.disabled_at is not null then
    update api_token set revoked_at = now() where user_id = new.id and revoked_at is null;
  end if;
  return null;
end $$;
create trigger staff_user_closes after update of password_hash, role, disabled_at on staff_user for each row
  when (old.password_hash is distinct from new.password_hash or old.role is distinct from new.role
        or old.disabled_at is distinct from new.disabled_at)
  execute function staff_user_closes();

-- How often somebody may still try something (sign in, ask for a link): token buckets, shared by all web processes.
create table attempt_bucket (
  key        bytea primary key,                        -- sha256 of what is limited: no addresses of strangers are kept
  used       double precision not null,                -- attempts not yet forgotten at updated_at
  updated_at timestamptz not null
);
