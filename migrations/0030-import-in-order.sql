-- Imports of long lists: written in the order of the addresses, so that indexes are filled from one end to the other; the
-- file is kept until the import is over, so that a person can correct what its columns mean.

-- Lists that wait or run were laid aside in the former shape.
do $$
declare
  rows_table text;
begin
  for rows_table in select relname from pg_class where relkind = 'r' and relname ~ '^contact_import_rows_[0-9]+$' loop
    execute format('drop table %I', rows_table);
  end loop;
end $$;
update contact_import set state = 'failed', ended_at = now(),
  trouble = 'Dateline was updated while this list waited. Upload it again; what was written is not written twice.'
 where state in ('staged', 'running');

alter table contact_import drop column done_line, drop column last_line;
alter table contact_import add column done_rows integer not null default 0;  -- written, in the order of the addresses
alter table contact_import add column done_key text;                         -- all addresses up to this one are written
alter table contact_import add column format jsonb not null default '{"kind": "csv", "delimiter": ",", "encoding": "utf-8"}';

-- The file itself in pieces, until the import is over.
create table contact_import_piece (
  import_id bigint not null references contact_import on delete cascade,
  place     integer not null,
  bytes     bytea not null,
  primary key (import_id, place)
);
alter table contact_import_piece alter column bytes set storage external;

-- Words of names and addresses, as before but six times as fast for text in ASCII: a regular expression cuts it at once.
create or replace function contact_words(name text, email_key text) returns tsvector
  language sql immutable parallel safe as $$
  select array_to_tsvector(array_remove(
    case when octet_length(name) = length(name) and octet_length(email_key) = length(email_key)
         then regexp_split_to_array(lower(name || ' ' || email_key), '[^a-z0-9]+')
         else string_to_array(translate(lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g') || ' ' || email_key),
                E'@.+_-/\'"(),;:&|<>[]{}*!?#%~=^$`\\’‘“”„–—…·،؛\t\n', repeat(' ', 46)), ' ') end, ''))
$$;

-- A changed name changes the words. Row by row, because few updates change one: the others then cost a comparison each
-- instead of two copies of the row and a join.
drop trigger contact_search_update on contact;
create or replace function contact_search_update() returns trigger language plpgsql as $$
begin
  insert into contact_search values (new.id, contact_words(new.name, new.email_key))
  on conflict (contact_id) do update set words = excluded.words;
  return null;
end $$;
create trigger contact_search_update after update of name, email_key on contact for each row
  when ((new.name, new.email_key) is distinct from (old.name, old.email_key))
  execute function contact_search_update();

-- An outlet that a contact names exists: checked once a statement instead of once a row, which took two fifths of the time
-- of writing a contact. The lock on the outlets is the one that a foreign key takes.
alter table contact drop constraint contact_outlet_id_fkey;
create function contact_outlet_exists() returns trigger language plpgsql as $$
declare
  named int;
  found_ones int;
begin
  select count(distinct outlet_id) into named from news;
  select count(*) into found_ones from (
    select 1 from outlet where id in (select outlet_id from news) for key share) locked;
  if found_ones < named then
    raise exception 'a contact names an outlet that does not exist' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$ set enable_hashjoin = on;  -- an import switches it off for its own statement
create trigger contact_outlet_exists after insert on contact referencing new table as news
  for each statement execute function contact_outlet_exists();
create function contact_new_outlet_exists() returns trigger language plpgsql as $$
begin
  perform 1 from outlet where id = new.outlet_id for key share;
  if not found then
    raise exception 'a contact names an outlet that does not exist' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger contact_new_outlet_exists after update of outlet_id on contact for each row
  when (new.outlet_id is not null and new.outlet_id is distinct from old.outlet_id)
  execute function contact_new_outlet_exists();
create function outlet_leaves_contacts() returns trigger language plpgsql as $$
begin
  update contact set outlet_id = null where outlet_id in (select id from olds);
  return null;
end $$;
create trigger outlet_leaves_contacts after delete on outlet referencing old table as olds
  for each statement execute function outlet_leaves_contacts();
