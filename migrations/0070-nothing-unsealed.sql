-- A seal shows what was changed under it. This shows what no seal covers: an event that somebody put in, a delivery that says
-- something else than its events, a recipient too many or too few, a lift that was moved past the record.

-- Seals events that no chunk's return will: those of deliveries outside of any worker's claim.
create function seal_deliveries(p_dispatch bigint, p_ids bigint[]) returns void language plpgsql as $$
begin
  insert into audit_entry (actor, action, subject_type, subject_id, detail)
  select 'system:delivery', 'delivery.sealed', 'dispatch', p_dispatch::text, jsonb_build_object(
           'events', s.events, 'last', s.last_event, 'digest', s.digest, 'deliveries', c.deliveries::text,
           'seen', pg_current_snapshot()::text, 'own', this_transaction())
    from (select range_agg(int8range(i.id, i.id + 1)) as deliveries from unnest(p_ids) i (id)) c
    cross join lateral sealed_events(c.deliveries, null, null) s
   where s.events > 0;
end $$;

-- What was in doubt and is resolved by evidence, maybe by a worker that lost the chunk long ago. At the commit, since a seal
-- holds the record's lock and nothing may be waited for under that.
create function seal_resolved() returns trigger language plpgsql as $$
begin
  perform seal_deliveries(new.dispatch_id, array[new.id]);
  return null;
end $$;
create constraint trigger delivery_resolved_sealed after update of state on delivery deferrable initially deferred
  for each row when (old.state = 'in_doubt' and new.state in ('accepted', 'refused', 'deferred'))
  execute function seal_resolved();

-- The events that a seal saw.
create function events_under_seal(p_detail jsonb) returns setof bigint language sql stable as $$
  select e.id
    from unnest((p_detail ->> 'deliveries')::int8multirange) r
    join delivery_event e on e.delivery_id >= lower(r) and e.delivery_id < upper(r)
   where e.written_by = (p_detail ->> 'own')::bigint
      or pg_visible_in_snapshot((e.written_by::text)::xid8, (p_detail ->> 'seen')::pg_snapshot)
$$;

-- Events that no seal covers although no worker holds their chunk, so that none is to come.
create view unsealed_delivery_event as
  with sealed as materialized (
    select distinct s.id from audit_entry a cross join lateral events_under_seal(a.detail) s (id)
     where a.action = 'delivery.sealed' and a.detail ? 'seen')
  select e.id, e.delivery_id
    from delivery_event e
    left join sealed s on s.id = e.id
    left join delivery d on d.id = e.delivery_id
    left join delivery_chunk c on c.dispatch_id = d.dispatch_id and c.tier = d.tier and c.number = d.chunk
   where s.id is null and c.worker is null;

-- Deliveries that say something else than the last of their events, or that have none; an event and the delivery's time are
-- written by one statement. Whoever was cancelled has no event.
create view contradicted_delivery as
  select d.id
    from delivery d
    left join delivery_chunk c on c.dispatch_id = d.dispatch_id and c.tier = d.tier and c.number = d.chunk
    left join lateral (
      select * from delivery_event e where e.delivery_id = d.id order by e.id desc limit 1) e on true
   where c.worker is null and d.state in ('accepted', 'refused', 'deferred', 'in_doubt', 'suppressed')
     and (e.id is null
          or (e.state, e.attempt, e.reply_text) is distinct from (d.state, d.attempt, d.reply_text)
          or e.reply_code <> d.reply_code
          or not exists (
            select from delivery_event w
             where w.delivery_id = d.id and w.at between d.settled_at - interval '10 s' and d.settled_at + interval '10 s')
          or (d.state = 'accepted' and (d.transmitting_at is null or d.transmitting_at > d.settled_at
                                        or d.claimed_at is null or d.claimed_at > d.transmitting_at)));

-- Dispatches that say something else than the record: another lift, another approval, or a recipient too many or too few.
-- A lift that the record does not tell, from before this migration, is not compared.
create view contradicted_dispatch as
  select d.id
    from dispatch d
    join lateral (
      select a.id, a.detail ->> 'approvalHash' as hash from audit_entry a
       where a.subject_type = 'dispatch' and a.subject_id = d.id::text and a.action = 'dispatch.armed'
       order by a.id desc limit 1) armed on true
    left join lateral (
      select (a.detail ->> 'liftAt')::timestamptz as at from audit_entry a
       where a.subject_type = 'dispatch' and a.subject_id = d.id::text and a.id >= armed.id
         and a.action in ('dispatch.armed', 'dispatch.lifted_early', 'dispatch.brought_forward')
       order by a.id desc limit 1) lift on true
    left join lateral (
      select sum((a.detail ->> 'recipients')::bigint) as recipients from audit_entry a
       where a.subject_type = 'dispatch' and a.subject_id = d.id::text and a.id > armed.id
         and a.action = 'dispatch.frozen') frozen on true
   where encode(d.approval_hash, 'hex') <> armed.hash
      or abs(extract(epoch from d.lift_at - lift.at)) > 0.002
      or frozen.recipients <> (select count(*) from delivery x where x.dispatch_id = d.id);

-- What was there before this migration is sealed as it is now.
select seal_deliveries(d.dispatch_id, array_agg(distinct d.id))
  from unsealed_delivery_event u join delivery d on d.id = u.delivery_id group by d.dispatch_id;
