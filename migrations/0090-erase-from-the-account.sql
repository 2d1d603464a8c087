-- Erasing a person takes their address and the servers' words out of the account of what was sent, and the record stays
-- whole. Seals hashed both in the clear, so neither could go. Now they hash a commitment: SHA-256 of a random salt and what
-- is to be kept secret. An erasure writes the commitment down, and deletes what it is made of together with the salt: nobody
-- can tell any more whose it was, nor try an address against it; and nobody can pass another address off as the erased one.

-- Null: the person was erased.
alter table delivery alter column email drop not null;
-- Random, and gone once the person is erased. A salt for each delivery costs the freeze less than deriving it from one a chunk
-- costs each seal.
alter table delivery add column salt bytea default uuid_send(gen_random_uuid());
-- What remains of an erased person's event.
alter table delivery_event add column commitment bytea;

create function event_commitment(p_salt bytea, p_event bigint, p_email text, p_reply text) returns bytea
language sql stable parallel safe as $$
  select sha256(coalesce(p_salt, '') || convert_to(json_build_array(p_event, p_email, p_reply)::text, 'UTF8'))
$$;

-- The one change of an event allowed: what could still name a person is blanked when they are erased.
drop trigger delivery_event_append_only on delivery_event;
create trigger delivery_event_append_only before delete or truncate on delivery_event
  for each statement execute function append_only();
create function delivery_event_blanked_only() returns trigger language plpgsql as $$
begin
  if old.commitment is not null or new.commitment is null or new.reply_text is not null
     or to_jsonb(new) - '{commitment,reply_text}'::text[] <> to_jsonb(old) - '{commitment,reply_text}'::text[] then
    raise exception 'delivery_event is append-only' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger delivery_event_blanked_only before update on delivery_event
  for each row execute function delivery_event_blanked_only();

-- Takes these people out of the account; in a transaction that holds the gate lock. Their deliveries stay and count as
-- before, without address, domain, words and salt.
create function erase_deliveries(p_contacts bigint[]) returns void language plpgsql as $$
declare
  gone bigint[] := array(select id from delivery where contact_id = any (p_contacts) and email is not null);
begin
  update delivery_event e
     set reply_text = null, commitment = event_commitment(d.salt, e.id, d.email, e.reply_text)
    from delivery d where d.id = any (gone) and e.delivery_id = d.id;
  update delivery set email = null, domain = '', reply_text = null, salt = null where id = any (gone);
end $$;

-- What a seal is taken over. p_seen and p_own as in sealed_events, which older seals were taken over.
create function committed_events(p_deliveries int8multirange, p_seen pg_snapshot, p_own bigint,
  out events integer, out last_event bigint, out digest text) language sql stable
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  select count(*)::int, max(e.id),
         encode(sha256(convert_to(coalesce(string_agg(json_build_array(
           e.id, e.delivery_id,
           encode(case when e.commitment is not null and e.reply_text is null and d.id is not null and d.email is null
                       then e.commitment
                       else event_commitment(d.salt, e.id, d.email, e.reply_text) end, 'hex'),
           e.attempt, (extract(epoch from e.at) * 1000000)::bigint, e.state, e.reply_code, e.worker)::text,
           ',' order by e.id), ''), 'UTF8')), 'hex')
    from unnest(p_deliveries) r
    cross join lateral (
      select * from delivery_event v where v.delivery_id >= lower(r) and v.delivery_id < upper(r) offset 0) e
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
    cross join lateral committed_events(c.deliveries, null, null) s;
  if sealed.events > 0 then
    insert into audit_entry (actor, action, subject_type, subject_id, detail)
    values ('system:delivery', 'delivery.sealed', 'dispatch', new.dispatch_id::text, jsonb_build_object(
      'form', 2, 'tier', new.tier, 'chunk', new.number, 'events', sealed.events, 'last', sealed.last_event,
      'digest', sealed.digest, 'deliveries', sealed.deliveries::text, 'seen', sealed.seen, 'own', sealed.own));
  end if;
  return new;
end $$;

create or replace function seal_deliveries(p_dispatch bigint, p_ids bigint[]) returns void language plpgsql as $$
begin
  insert into audit_entry (actor, action, subject_type, subject_id, detail)
  select 'system:delivery', 'delivery.sealed', 'dispatch', p_dispatch::text, jsonb_build_object(
           'form', 2, 'events', s.events, 'last', s.last_event, 'digest', s.digest, 'deliveries', c.deliveries::text,
           'seen', pg_current_snapshot()::text, 'own', this_transaction())
    from (select range_agg(int8range(i.id, i.id + 1)) as deliveries from unnest(p_ids) i (id)) c
    cross join lateral committed_events(c.deliveries, null, null) s
   where s.events > 0;
end $$;

-- What was sealed before is sealed anew in this form, unless its seal is broken. An older seal is compared until somebody
-- of its dispatch is erased; the newer one goes on covering all that it covered.
select seal_deliveries(c.dispatch_id, c.ids)
  from (select d.dispatch_id, array_agg(d.id) as ids from delivery d
         where exists (select from delivery_event e where e.delivery_id = d.id)
           and d.dispatch_id::text not in (select subject_id from broken_delivery_seal)
         group by d.dispatch_id, d.tier, d.chunk) c;

create or replace view broken_delivery_seal as
  select a.id as audit_entry_id, a.subject_id
    from audit_entry a
    cross join lateral committed_events((a.detail ->> 'deliveries')::int8multirange, (a.detail ->> 'seen')::pg_snapshot,
                                        (a.detail ->> 'own')::bigint) d
   where a.action = 'delivery.sealed' and a.detail ? 'form'
     and (d.events, d.digest) is distinct from ((a.detail ->> 'events')::int, a.detail ->> 'digest')
  union all
  select o.id, o.subject_id
    from (select a.id, a.subject_id, a.detail, d.events, d.digest
            from audit_entry a
            cross join lateral sealed_events((a.detail ->> 'deliveries')::int8multirange,
                                             (a.detail ->> 'seen')::pg_snapshot, (a.detail ->> 'own')::bigint) d
           where a.action = 'delivery.sealed' and a.detail ? 'seen' and not a.detail ? 'form'
          union all
          -- Those name their chunk and the last event.
          select a.id, a.subject_id, a.detail, d.events, d.digest
            from audit_entry a
            cross join lateral delivery_events_digest(a.subject_id::bigint, a.detail ->> 'tier',
                                                      (a.detail ->> 'chunk')::int, (a.detail ->> 'last')::bigint) d
           where a.action = 'delivery.sealed' and not a.detail ? 'seen') o
   where (o.events, o.digest) is distinct from ((o.detail ->> 'events')::int, o.detail ->> 'digest')
     and not (
       exists (select from delivery x where x.dispatch_id = o.subject_id::bigint and x.email is null)
       and exists (select from audit_entry n
                    where n.subject_type = 'dispatch' and n.subject_id = o.subject_id
                      and n.action = 'delivery.sealed' and n.id > o.id and n.detail ? 'form'));

-- As before (0070); and an address may only be missing where the record tells of an erasure.
create or replace view contradicted_delivery as
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
                                        or d.claimed_at is null or d.claimed_at > d.transmitting_at)))
  union all
  select d.id from delivery d
   where d.email is null and not exists (
     select from audit_entry a
      where a.subject_type = 'contact' and a.action = 'contact.erased'
        and (a.subject_id = d.contact_id::text or a.detail -> 'merged' @> to_jsonb(d.contact_id)));

-- As before (0065), without the words of an answer that comes when the person is already erased.
create or replace function settle(
  p_worker text, p_retry_limit interval,
  s_id bigint[], s_attempt smallint[], s_epoch integer[], s_begun boolean[], s_state text[], s_code smallint[],
  s_text text[], s_wait double precision[]
) returns void language plpgsql as $$
begin
  with settled as (
    update delivery d
       set state = case
             when r.state = 'deferred' and clock_timestamp() > d.first_attempt_at + p_retry_limit then 'refused'
             else r.state end,
           attempt = r.attempt, epoch = r.epoch, settled_at = clock_timestamp(), reply_code = r.code,
           reply_text = case when d.email is not null then r.text end,
           first_attempt_at = coalesce(d.first_attempt_at, clock_timestamp()),
           next_attempt_at = case when r.state = 'deferred'
                                  then clock_timestamp() + r.wait * interval '1 second' end
      from unnest(s_id, s_attempt, s_epoch, s_begun, s_state, s_code, s_text, s_wait)
           r (id, attempt, epoch, begun, state, code, text, wait)
     where d.id = r.id and case
           when r.begun then d.attempt = r.attempt and d.epoch = r.epoch and d.state in ('transmitting', 'in_doubt')
           else d.attempt = r.attempt - 1 and d.state in ('pending', 'deferred') and exists (
             select from delivery_chunk c
              where c.dispatch_id = d.dispatch_id and c.tier = d.tier and c.number = d.chunk
                and c.epoch = r.epoch and c.worker = p_worker) end
    returning d.id, d.dispatch_id, d.attempt, d.state, d.reply_code, d.reply_text)
  insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_code, reply_text, worker)
  select id, dispatch_id, attempt, state, reply_code, reply_text, p_worker from settled;
  if 'deferred' = any (s_state) then
    -- Whoever took the chunk over may have closed it already, not knowing that this one is to be tried again.
    update delivery_chunk c set due_at = least(c.due_at, s.due)
      from (select d.dispatch_id, d.tier, d.chunk, d.epoch, min(d.next_attempt_at) as due
              from unnest(s_id, s_attempt, s_epoch, s_state) r (id, attempt, epoch, state)
              join delivery d on d.id = r.id and d.attempt = r.attempt and d.epoch = r.epoch
             where r.state = 'deferred' and d.state = 'deferred' group by 1, 2, 3, 4) s
     where c.dispatch_id = s.dispatch_id and c.tier = s.tier and c.number = s.chunk
       and (c.epoch is distinct from s.epoch or c.worker is distinct from p_worker);
  end if;
end $$;
