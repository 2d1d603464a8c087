-- A seal covers what it saw, and nothing else. Whoever tells a result late may commit its event in the very moment in which
-- another worker gives the chunk back: its id is then lower than that of the last event sealed, though the seal never saw it.
-- So each event knows the transaction that wrote it, and a seal the snapshot it was taken with. A seal also names its
-- deliveries, since one may leave its chunk later (drop_untrusted) and its events with it.
create function this_transaction() returns bigint language sql stable as $$ select (pg_current_xact_id()::text)::bigint $$;
alter table delivery_event add column written_by bigint default this_transaction();

-- p_seen and p_own: the snapshot and the transaction of a seal; null: everything that is visible now.
create function sealed_events(p_deliveries int8multirange, p_seen pg_snapshot, p_own bigint,
  out events integer, out last_event bigint, out digest text) language sql stable as $$
  select count(*)::int, max(e.id),
         encode(sha256(convert_to(coalesce(string_agg(jsonb_build_array(
           e.id, e.delivery_id, d.email, e.attempt, (extract(epoch from e.at) * 1000000)::bigint, e.state, e.reply_code,
           e.reply_text, e.worker)::text, ',' order by e.id), ''), 'UTF8')), 'hex')
    from unnest(p_deliveries) r
    join delivery_event e on e.delivery_id >= lower(r) and e.delivery_id < upper(r)
    left join delivery d on d.id = e.delivery_id
   where p_seen is null or e.written_by = p_own or pg_visible_in_snapshot((e.written_by::text)::xid8, p_seen)
$$;

-- One statement, so that the digest and the snapshot that is noted are of the same moment.
create or replace function seal_chunk() returns trigger language plpgsql as $$
declare
  sealed record;
begin
  select s.*, c.deliveries, pg_current_snapshot()::text as seen, this_transaction() as own into sealed
    from (select range_agg(int8range(d.id, d.id + 1)) as deliveries from delivery d
           where d.dispatch_id = new.dispatch_id and d.tier = new.tier and d.chunk = new.number) c
    cross join lateral sealed_events(c.deliveries, null, null) s;
  if sealed.events > 0 then
    insert into audit_entry (actor, action, subject_type, subject_id, detail)
    values ('system:delivery', 'delivery.sealed', 'dispatch', new.dispatch_id::text, jsonb_build_object(
      'tier', new.tier, 'chunk', new.number, 'events', sealed.events, 'last', sealed.last_event, 'digest', sealed.digest,
      'deliveries', sealed.deliveries::text, 'seen', sealed.seen, 'own', sealed.own));
  end if;
  return new;
end $$;

create or replace view broken_delivery_seal as
  select a.id as audit_entry_id, a.subject_id
    from audit_entry a
    cross join lateral sealed_events((a.detail ->> 'deliveries')::int8multirange, (a.detail ->> 'seen')::pg_snapshot,
                                     (a.detail ->> 'own')::bigint) d
   where a.action = 'delivery.sealed' and a.detail ? 'seen'
     and (d.events, d.digest) is distinct from ((a.detail ->> 'events')::int, a.detail ->> 'digest')
  union all
  -- Seals from before this migration name their chunk and the last event.
  select a.id, a.subject_id
    from audit_entry a
    cross join lateral delivery_events_digest(a.subject_id::bigint, a.detail ->> 'tier', (a.detail ->> 'chunk')::int,
                                              (a.detail ->> 'last')::bigint) d
   where a.action = 'delivery.sealed' and not a.detail ? 'seen'
     and (d.events, d.digest) is distinct from ((a.detail ->> 'events')::int, a.detail ->> 'digest');
