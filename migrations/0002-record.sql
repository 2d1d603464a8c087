-- The record: append-only and hash-chained. Each row's hash covers the row and the hash before it, so an altered,
-- removed or inserted row breaks the chain at that place. Written in the same transaction as the change it tells of.

create table audit_entry (
  id           bigint primary key,                     -- gapless, given under the chain lock
  at           timestamptz not null,
  actor        text not null,                          -- 'user:7', 'token:3', 'contact:12', 'system'
  action       text not null,                          -- 'release.approved'
  subject_type text not null,
  subject_id   text not null,
  detail       jsonb not null,
  previous     bytea not null,
  hash         bytea not null
);
create index audit_entry_subject_type_subject_id_idx on audit_entry (subject_type, subject_id);

-- What a row's hash is taken over. The verifier calls the same function, so there is one definition.
create function audit_entry_hash(e audit_entry) returns bytea language sql stable as $$
  select sha256(convert_to(jsonb_build_array(
    e.id, (extract(epoch from e.at) * 1000000)::bigint, e.actor, e.action, e.subject_type, e.subject_id, e.detail,
    encode(e.previous, 'hex'))::text, 'UTF8'))
$$;

create function audit_entry_chain() returns trigger language plpgsql as $$
declare
  head audit_entry;
begin
  perform pg_advisory_xact_lock(hashtext('dateline.record'));
  select * into head from audit_entry order by id desc limit 1;
  new.id := coalesce(head.id, 0) + 1;
  new.at := clock_timestamp();
  new.previous := coalesce(head.hash, sha256('dateline'::bytea));
  new.hash := audit_entry_hash(new);
  return new;
end $$;
create trigger audit_entry_chain before insert on audit_entry for each row execute function audit_entry_chain();

create function append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function append_only();

-- One row: what this installation is. A database restored from a copy has another fingerprint; sending holds until a
-- person confirms it (see gate in 0006).
create table installation (
  id           smallint primary key default 1,
  fingerprint  text,
  confirmed_at timestamptz,
  confirmed_by text,
  constraint installation_id_check check (id = 1)
);
insert into installation default values;

create function database_fingerprint() returns text language sql stable as $$
  select format('%s/%s/%s', (pg_control_system()).system_identifier, (pg_control_checkpoint()).timeline_id,
                (select oid from pg_database where datname = current_database()))
$$;
