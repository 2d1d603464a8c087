-- The hash by which suppressions know an address, kept beside it: computing it for each of a million contacts takes longer
-- than everything else a count or a freeze does. It is always email_hash(email_key): the trigger corrects whatever else is
-- given, and costs a comparison where the writer gave the right one. Not a generated column, because TypeORM compares the
-- expressions of those with a table of its own.
alter table contact add column email_hash bytea;
update contact set email_hash = email_hash(email_key);
alter table contact alter column email_hash set not null;

create function contact_email_hash() returns trigger language plpgsql as $$
begin
  new.email_hash := email_hash(new.email_key);
  return new;
end $$;
create trigger contact_email_hash before insert or update of email_key, email_hash on contact for each row
  when (new.email_hash is distinct from email_hash(new.email_key)) execute function contact_email_hash();
