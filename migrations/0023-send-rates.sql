-- Limits of sending that hold over all workers on all machines together.

-- What a destination domain takes; null: as much as goes. None by default.
create table domain_limit (
  domain      text primary key,
  per_minute  integer,
  connections integer,
  constraint domain_limit_check check (per_minute > 0 and connections > 0)
);

-- Mails that may still leave, per server, domain or dispatch.
create table send_bucket (
  scope  text not null,
  key    text not null,
  tokens double precision not null,
  at     timestamptz not null,
  primary key (scope, key),
  constraint send_bucket_scope_check check (scope in ('server', 'domain', 'dispatch'))
);

-- Connections of a worker that may be busy with a domain at once; a dead worker's come back after 'until'.
create table send_slot (
  domain text not null,
  worker text not null,
  slots  integer not null,
  until  timestamptz not null,
  primary key (domain, worker)
);

-- Grants mails and connections to a worker; what is granted counts as used.
-- Mails: in any span of less than 60 s at most p_per_minute are granted, over all workers. A bucket holds a tenth of a
-- second's worth (b, at least 1) and fills with p_per_minute - b + 1 a minute.
-- Connections: the slots of all workers are at most p_connections, shared evenly among those who want some. A worker is
-- never asked to give up what is busy now (p_busy).
create function grant_sends(
  p_worker text, p_scope text[], p_key text[], p_per_minute integer[], p_connections integer[], p_want integer[],
  p_busy integer[]
) returns table (scope text, key text, mails integer, slots integer) language plpgsql as $$
#variable_conflict use_column
declare
  ask record;
  bucket send_bucket;
  burst double precision;
  others integer;
  sharing integer;
begin
  for ask in
    select * from unnest(p_scope, p_key, p_per_minute, p_connections, p_want, p_busy)
             a (scope, key, per_minute, connections, want, busy) order by a.scope, a.key
  loop
    burst := ceil(coalesce(ask.per_minute, 0) / 600.0);
    insert into send_bucket (scope, key, tokens, at) values (ask.scope, ask.key, burst, clock_timestamp())
      on conflict do nothing;
    select b.* into bucket from send_bucket b where b.scope = ask.scope and b.key = ask.key for update;
    scope := ask.scope; key := ask.key; mails := null; slots := null;
    if ask.per_minute is not null then
      bucket.tokens := least(burst, bucket.tokens + greatest(0, extract(epoch from clock_timestamp() - bucket.at))
                                                    * (ask.per_minute - burst + 1) / 60);
      mails := least(ask.want, floor(bucket.tokens));
      update send_bucket b set tokens = bucket.tokens - mails, at = greatest(b.at, clock_timestamp())
       where b.scope = ask.scope and b.key = ask.key;
    end if;
    if ask.connections is not null then
      select coalesce(sum(s.slots), 0), count(*) into others, sharing from send_slot s
       where s.domain = ask.key and s.worker <> p_worker and s.until > clock_timestamp();
      slots := greatest(ask.busy, least(ask.want + ask.busy, ask.connections - others,
                                        ceil(ask.connections / (sharing + 1.0))));
      insert into send_slot as s (domain, worker, slots, until)
      values (ask.key, p_worker, slots, clock_timestamp() + interval '5 seconds')
      on conflict (domain, worker) do update set slots = excluded.slots, until = excluded.until;
    end if;
    return next;
  end loop;
end $$;
