-- Finding and counting in a list of a million, and audiences saved by name.

-- The words stand apart from the contact, because every change of any column of a contact writes all its indexes anew, and
-- this one is the dearest (10 µs of 14 for a new contact).
drop index contact_words_idx;

-- Words of names and addresses, accents and letter case aside. The text search parser would take twice as long.
create or replace function contact_words(name text, email_key text) returns tsvector
  language sql immutable parallel safe as $$
  select array_to_tsvector(array_remove(string_to_array(translate(lower(
    case when octet_length(name) = length(name) then name
         else regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g') end || ' ' || email_key),
    E'@.+_-/\'"(),;:&|<>[]{}*!?#%~=^$`\\’‘“”„–—…·،؛\t\n', repeat(' ', 46)), ' '), ''))
$$;

create table contact_search (
  contact_id bigint primary key,
  words      tsvector not null
);
insert into contact_search select id, contact_words(name, email_key) from contact;
create index contact_search_words_idx on contact_search using gin (words);

-- An import of a long list sets dateline.words to 'later' for its transaction and writes the words of new contacts beside it.
create function contact_search_insert() returns trigger language plpgsql as $$
begin
  if current_setting('dateline.words', true) is distinct from 'later' then
    insert into contact_search select id, contact_words(name, email_key) from news
    on conflict (contact_id) do update set words = excluded.words;
  end if;
  return null;
end $$;
create function contact_search_update() returns trigger language plpgsql as $$
begin
  insert into contact_search
  select n.id, contact_words(n.name, n.email_key) from news n join olds o using (id)
   where (n.name, n.email_key) is distinct from (o.name, o.email_key)
  on conflict (contact_id) do update set words = excluded.words;
  return null;
end $$;
create function contact_search_delete() returns trigger language plpgsql as $$
begin
  delete from contact_search using olds where contact_id = olds.id;
  return null;
end $$;
create trigger contact_search_insert after insert on contact referencing new table as news
  for each statement execute function contact_search_insert();
create trigger contact_search_update after update on contact referencing old table as olds new table as news
  for each statement execute function contact_search_update();
create trigger contact_search_delete after delete on contact referencing old table as olds
  for each statement execute function contact_search_delete();

-- Followers of a topic in the order of their ids: followers of several are then merged and counted from the index alone.
drop index subscription_topic_id_idx;
create index subscription_topic_id_idx on subscription (topic_id, contact_id) where state = 'active';

-- Contacts that get no release by their own settings: few, so that a count is the followers less these.
create index contact_not_each_idx on contact (id) where frequency <> 'each' or pause_until is not null;
-- From a suppression to its contact. A hash index: a third of a B-tree's cost for each contact that is written.
create index contact_email_hash_idx on contact using hash (email_hash);

create table audience (
  id         bigint generated always as identity primary key,
  name       text not null,
  filter     jsonb not null,                           -- as src/contacts/audience.ts reads it
  by_actor   text not null,                            -- who changed it last
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index audience_name_key on audience (lower(name));
