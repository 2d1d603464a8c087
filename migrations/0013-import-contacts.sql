-- Imports of lists: one row each; the rows of the file lie in a table contact_import_rows_<id> until the import is over.
create table contact_import (
  id         bigint generated always as identity primary key,
  file_name  text not null,
  state      text not null default 'staged',
  columns    jsonb not null,                           -- [{title, field}] by place in the file
  settings   jsonb not null,                           -- {source, topics, tags, emptyOverwrites}
  rows       integer not null default 0,               -- good ones, to be written
  refused    integer not null default 0,
  done_line  integer not null default 0,               -- all rows up to this line are written
  last_line  integer not null default 0,
  created    integer not null default 0,
  changed    integer not null default 0,
  trouble    text,
  by_actor   text not null,
  created_at timestamptz not null default now(),
  ended_at   timestamptz,
  constraint contact_import_state_check check (state in ('staged', 'running', 'done', 'cancelled', 'failed'))
);

-- Rows that were not taken, as they stood in the file, with the reason.
create table contact_import_refusal (
  import_id bigint not null references contact_import on delete cascade,
  line      integer not null,
  reason    text not null,
  cells     text[] not null,
  primary key (import_id, line)
);
