-- A chunk is a stretch of ids: a freeze gives its deliveries their ids in the order of sending. The index over dispatch, tier
-- and chunk, which found the same rows, took a freeze of a million 1.0–1.8 s.

-- Of the deliveries of the chunk; others' may lie between them. Empty when the last is smaller than the first.
alter table delivery_chunk add column first_id bigint not null default 1, add column last_id bigint not null default 0;
update delivery_chunk c set first_id = d.first_id, last_id = d.last_id
  from (select dispatch_id, tier, chunk, min(id) as first_id, max(id) as last_id from delivery group by 1, 2, 3) d
 where d.dispatch_id = c.dispatch_id and d.tier = c.tier and d.chunk = c.number;
alter table delivery_chunk alter column first_id drop default, alter column last_id drop default;
drop index delivery_dispatch_id_tier_chunk_idx;

-- "is not distinct from", so that right after a freeze, when the statistics are old, no plan begins with all of a dispatch.
create function in_chunk(d delivery, c delivery_chunk) returns boolean language sql immutable parallel safe as $$
  select d.id between c.first_id and c.last_id
     and (d.dispatch_id, d.tier, d.chunk) is not distinct from (c.dispatch_id, c.tier, c.number)
$$;

-- Without sequential scans here and below, since a session keeps its plans and may have made them when the table was small.
create function deliveries_of_chunk(p_dispatch bigint, p_tier text, p_number integer) returns setof delivery
language sql stable rows 250 set enable_seqscan = off as $$
  select d.* from delivery_chunk c join delivery d on in_chunk(d, c)
   where c.dispatch_id = p_dispatch and c.tier = p_tier and c.number = p_number
$$;

-- From here on as before, but for how a chunk's deliveries are found, and for the order of locks in claim_chunk.

create or replace function reap_chunk(p_dispatch bigint, p_tier text, p_number integer) returns integer
language plpgsql set enable_seqscan = off as $$
declare
  dead text;
  doubts integer;
begin
  select worker into dead from delivery_chunk
    where dispatch_id = p_dispatch and tier = p_tier and number = p_number and lease_until < clock_timestamp()
    for update skip locked;
  if not found then
    return 0;
  end if;
  with doubtful as (
    update delivery d set state = 'in_doubt', settled_at = clock_timestamp(), next_attempt_at = null,
           reply_code = null, reply_text = 'The worker ' || dead || ' died while it was transmitting.'
      from delivery_chunk c
     where c.dispatch_id = p_dispatch and c.tier = p_tier and c.number = p_number
       and in_chunk(d, c) and d.state = 'transmitting'
    returning d.id, d.dispatch_id, d.attempt, d.state, d.reply_text)
  insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_text, worker)
  select id, dispatch_id, attempt, state, reply_text, dead from doubtful;
  get diagnostics doubts = row_count;
  update delivery_chunk set worker = null, lease_until = null, epoch = epoch + 1, due_at = clock_timestamp()
   where dispatch_id = p_dispatch and tier = p_tier and number = p_number;
  return doubts;
end $$;

create or replace function claim_chunk(
  p_dispatch bigint, p_tier text, p_number integer, p_worker text, p_worker_clock timestamptz,
  p_lease interval, p_late_limit interval, p_skew_limit interval,
  out refusal text, out epoch integer, out claimed_at timestamptz, out gone bigint[]
) language plpgsql as $$
begin
  if abs(extract(epoch from clock_timestamp() - p_worker_clock)) > extract(epoch from p_skew_limit) then
    refusal := 'clock';
    return;
  end if;
  perform permit();
  refusal := gate(p_dispatch, p_tier, p_late_limit);
  if refusal is not null then
    return;
  end if;
  perform reap_chunk(p_dispatch, p_tier, p_number);
  -- Before the chunk, as join_general() does.
  perform from dispatch_tier t
    where t.dispatch_id = p_dispatch and t.tier = p_tier and t.started_at is null for no key update;
  update delivery_chunk c
     set worker = p_worker, epoch = c.epoch + 1, claimed_at = clock_timestamp(), lease_until = clock_timestamp() + p_lease,
         judged = (select f.last_value from forbiddance f)
   where c.dispatch_id = p_dispatch and c.tier = p_tier and c.number = p_number
     and c.due_at <= now() and c.lease_until is null
  returning c.epoch, c.claimed_at into epoch, claimed_at;
  if not found then
    refusal := 'taken';
    return;
  end if;
  update dispatch_tier t set started_at = clock_timestamp()
   where t.dispatch_id = p_dispatch and t.tier = p_tier and t.started_at is null;
  gone := suppress_unmailable(p_dispatch, array(
    select d.id from deliveries_of_chunk(p_dispatch, p_tier, p_number) d where d.state in ('pending', 'deferred')));
  if p_tier = 'early' then
    gone := gone || drop_untrusted(p_dispatch, p_number);
  end if;
end $$;

create or replace function close_chunk(p_dispatch bigint, p_tier text, p_number integer, p_worker text, p_epoch integer)
returns timestamptz language plpgsql set enable_seqscan = off as $$
declare
  again timestamptz;
begin
  perform from delivery_chunk c
    where c.dispatch_id = p_dispatch and c.tier = p_tier and c.number = p_number
      and c.worker = p_worker and c.epoch = p_epoch for update;
  if not found then
    return null;
  end if;
  with doubtful as (
    update delivery d set state = 'in_doubt', settled_at = clock_timestamp(), next_attempt_at = null,
           reply_code = null, reply_text = 'Whoever was transmitting it had lost the claim.'
      from delivery_chunk c
     where c.dispatch_id = p_dispatch and c.tier = p_tier and c.number = p_number
       and in_chunk(d, c) and d.state = 'transmitting'
    returning d.id, d.dispatch_id, d.attempt, d.state, d.reply_text)
  insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_text)
  select id, dispatch_id, attempt, state, reply_text from doubtful;
  update delivery_chunk c
     set worker = null, lease_until = null,
         due_at = (select min(coalesce(d.next_attempt_at, clock_timestamp())) from delivery d
                    where in_chunk(d, c) and d.state in ('pending', 'deferred'))
   where c.dispatch_id = p_dispatch and c.tier = p_tier and c.number = p_number
  returning c.due_at into again;
  return again;
end $$;

create or replace function seal_chunk() returns trigger language plpgsql as $$
declare
  sealed record;
begin
  select s.*, c.deliveries, pg_current_snapshot()::text as seen, this_transaction() as own into sealed
    from (select range_agg(int8range(d.id, d.id + 1)) as deliveries
            from deliveries_of_chunk(new.dispatch_id, new.tier, new.number) d) c
    cross join lateral committed_events(c.deliveries, null, null) s;
  if sealed.events > 0 then
    insert into audit_entry (actor, action, subject_type, subject_id, detail)
    values ('system:delivery', 'delivery.sealed', 'dispatch', new.dispatch_id::text, jsonb_build_object(
      'form', 2, 'tier', new.tier, 'chunk', new.number, 'events', sealed.events, 'last', sealed.last_event,
      'digest', sealed.digest, 'deliveries', sealed.deliveries::text, 'seen', sealed.seen, 'own', sealed.own));
  end if;
  return new;
end $$;

-- The oldest seals name their chunk.
create or replace function delivery_events_digest(p_dispatch bigint, p_tier text, p_chunk integer, p_last bigint,
  out events integer, out last_event bigint, out digest text) language sql stable as $$
  select count(*)::int, max(e.id),
         encode(sha256(convert_to(coalesce(string_agg(jsonb_build_array(
           e.id, e.delivery_id, d.email, e.attempt, (extract(epoch from e.at) * 1000000)::bigint, e.state, e.reply_code,
           e.reply_text, e.worker)::text, ',' order by e.id), ''), 'UTF8')), 'hex')
    from deliveries_of_chunk(p_dispatch, p_tier, p_chunk) d join delivery_event e on e.delivery_id = d.id
   where p_last is null or e.id <= p_last
$$;

-- Moves open deliveries of the early tier to everybody's, into a chunk of its own: number -1. If that tier is not frozen yet,
-- its freeze makes the chunk. Returns those that were still open.
create function join_general(p_dispatch bigint, p_ids bigint[]) returns bigint[] language plpgsql as $$
declare
  moved bigint[];
begin
  -- Before the deliveries, as a freeze does: it is over, or begins after us.
  perform from dispatch_tier t where t.dispatch_id = p_dispatch and t.tier = 'general' for update;
  with joined as (
    update delivery d set tier = 'general', chunk = -1, state = 'pending', next_attempt_at = null
     where d.id = any (p_ids) and d.tier = 'early' and d.state in ('pending', 'deferred') returning d.id)
  select coalesce(array_agg(id), '{}') into moved from joined;
  insert into delivery_chunk as c (dispatch_id, tier, number, due_at, first_id, last_id)
  select t.dispatch_id, t.tier, -1, t.opens_at, m.first_id, m.last_id
    from dispatch_tier t, (select min(i.id), max(i.id) from unnest(moved) i (id)) m (first_id, last_id)
   where t.dispatch_id = p_dispatch and t.tier = 'general' and t.frozen_at is not null and m.first_id is not null
  on conflict (dispatch_id, tier, number) do update
     set due_at = least(c.due_at, excluded.due_at),
         first_id = least(c.first_id, excluded.first_id), last_id = greatest(c.last_id, excluded.last_id);
  return moved;
end $$;

-- Whoever lost our trust after the freeze drops out of the early tier by themselves. Returns the deliveries that moved.
create or replace function drop_untrusted(p_dispatch bigint, p_number integer) returns bigint[] language plpgsql as $$
declare
  untrusted bigint[] := array(
    select d.id from deliveries_of_chunk(p_dispatch, 'early', p_number) d join contact c on c.id = d.contact_id
     where d.state in ('pending', 'deferred') and not is_trusted(c));
begin
  return case when untrusted = '{}' then untrusted else join_general(p_dispatch, untrusted) end;
end $$;
