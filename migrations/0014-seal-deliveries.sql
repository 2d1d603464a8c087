-- What was sent to whom when is part of the record (law 5). Whenever a worker gives a chunk back, one entry of the record
-- seals all that happened to the chunk's deliveries so far: an altered, removed or inserted delivery event shows.

create function delivery_events_digest(p_dispatch bigint, p_tier text, p_chunk integer, p_last bigint,
  out events integer, out last_event bigint, out digest text) language sql stable as $$
  select count(*)::int, max(e.id),
         encode(sha256(convert_to(coalesce(string_agg(jsonb_build_array(
           e.id, e.delivery_id, d.email, e.attempt, (extract(epoch from e.at) * 1000000)::bigint, e.state, e.reply_code,
           e.reply_text, e.worker)::text, ',' order by e.id), ''), 'UTF8')), 'hex')
    from delivery d join delivery_event e on e.delivery_id = d.id
   where d.dispatch_id = p_dispatch and d.tier = p_tier and d.chunk = p_chunk and (p_last is null or e.id <= p_last)
$$;

create function seal_chunk() returns trigger language plpgsql as $$
declare
  sealed record;
begin
  select * into sealed from delivery_events_digest(new.dispatch_id, new.tier, new.number, null);
  if sealed.events > 0 then
    insert into audit_entry (actor, action, subject_type, subject_id, detail)
    values ('system:delivery', 'delivery.sealed', 'dispatch', new.dispatch_id::text, jsonb_build_object(
      'tier', new.tier, 'chunk', new.number, 'events', sealed.events, 'last', sealed.last_event, 'digest', sealed.digest));
  end if;
  return new;
end $$;
create trigger seal_chunk after update of worker on delivery_chunk for each row
  when (old.worker is not null and new.worker is null) execute function seal_chunk();

-- Seals that do not fit the events any more. A dispatch that was erased with its release has none left to compare.
create view broken_delivery_seal as
  select a.id as audit_entry_id, a.subject_id
    from audit_entry a
    cross join lateral delivery_events_digest(a.subject_id::bigint, a.detail ->> 'tier', (a.detail ->> 'chunk')::int,
                                              (a.detail ->> 'last')::bigint) d
   where a.action = 'delivery.sealed'
     and (d.events, d.digest) is distinct from ((a.detail ->> 'events')::int, a.detail ->> 'digest');
