-- Forms that were sent after their person's session had ended. They wait until that person has signed in and says what
-- is to become of them; after a week they are removed.
create table kept_form (
  id         bigint generated always as identity primary key,
  user_id    bigint not null references staff_user on delete cascade,   -- who typed it: nobody else is shown it
  path       text not null,                                             -- where it was sent to
  page       text not null,                                             -- the page that it stood on
  media_type text not null,
  fields     jsonb not null,                                            -- [[name, value], …] as the browser sent them
  files      text[] not null default '{}',                              -- names of files; the files themselves are not kept
  created_at timestamptz not null default now(),
  used_at    timestamptz                                                -- it was sent again
);
create index kept_form_user_id_idx on kept_form (user_id);
