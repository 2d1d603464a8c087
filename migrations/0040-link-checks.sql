-- Where the links of releases led when somebody last asked. One row per address; asking again replaces it.
create table link_check (
  href       text primary key,
  checked_at timestamptz not null default now(),
  works      boolean not null,
  outcome    text not null                             -- "200", or a sentence that says why it does not work
);
