-- What a mail costs in the database, halved. Two things took most of it: every step judged each of its recipients again
-- (contact, suppressions, subscriptions), and PostgreSQL planned most of its statements anew.
-- Now whoever forbids something counts it. A chunk remembers the count at which its recipients were judged; while the count
-- stands still, nothing has changed for any of them, and a step only asks the gate and the lease.

-- Grows whenever something is forbidden. A sequence: never the same number twice, whatever is rolled back or restored.
create sequence forbiddance;
select nextval('forbiddance');

-- Counted under the lock, so that whoever holds it shared sees the count of all that has committed.
create or replace function forbid() returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('dateline.gate'));
  perform nextval('forbiddance');
end $$;

-- Everything else that can turn a contact from one who may be mailed into one who may not (the view standing).
create trigger suppression_renewal_forbids before update of email_hash, until, lifted_at on suppression
  for each row execute function forbid_trigger();
create trigger contact_forbids before update of pause_until, email_key on contact for each row
  when (old.pause_until is distinct from new.pause_until or old.email_key <> new.email_key) execute function forbid_trigger();
create trigger contact_removal_forbids before delete on contact for each row execute function forbid_trigger();
create trigger dispatch_topics_forbids before update of topic_ids on dispatch for each row
  when (old.topic_ids is distinct from new.topic_ids) execute function forbid_trigger();

-- The count when the recipients of this chunk were judged; null: each of them is judged before each mail.
alter table delivery_chunk add column judged bigint;

-- As before (0007), in a language that keeps the plan.
create or replace function gate(p_dispatch bigint, p_tier text, p_late_limit interval) returns text
language plpgsql stable as $$
declare
  why text;
begin
  select case
      when d.state <> 'armed' then d.state
      when t.opens_at > now() or (p_tier = 'general' and d.lift_at > now()) then 'embargo'
      when t.frozen_at is null then 'not frozen'
      when a.voided_at is not null or a.hash <> d.approval_hash or v.content_hash <> d.approval_hash then 'approval'
      when d.stop_after <= now() then 'stop after'
      when i.fingerprint is distinct from session_fingerprint() then 'restored'
      when t.started_at is null and d.late_ok_at is null and now() > t.opens_at + p_late_limit then 'late'
    end
    into why
    from dispatch d
    join dispatch_tier t on t.dispatch_id = d.id and t.tier = p_tier
    join approval a on a.id = d.approval_id
    join release_version v on v.id = d.version_id
    cross join installation i
   where d.id = p_dispatch;
  return why;
end $$;

-- Suppresses those of a dispatch's open deliveries that may not be mailed any more; returns them, or null for none.
create function suppress_unmailable(p_dispatch bigint, p_ids bigint[]) returns bigint[]
language plpgsql set enable_seqscan = off as $$
declare
  gone bigint[];
begin
  with judged as (
    select o.id, case when s.contact_id is null then 'erased' else s.refusal end as refusal
      from unnest(p_ids) w (id)
      join delivery o on o.id = w.id and o.state in ('pending', 'deferred')
      left join standing s on s.dispatch_id = o.dispatch_id and s.contact_id = o.contact_id
     where o.dispatch_id is not distinct from p_dispatch
  ), suppressed as (
    update delivery d
       set state = 'suppressed', settled_at = clock_timestamp(), next_attempt_at = null, reply_text = j.refusal
      from judged j where d.id = j.id and j.refusal is not null and d.state in ('pending', 'deferred')
    returning d.id, d.dispatch_id, d.attempt, d.state, d.reply_text
  ), written as (
    insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_text)
    select id, dispatch_id, attempt, state, reply_text from suppressed)
  select array_agg(id) into gone from suppressed;
  return gone;
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
    select d.id from delivery d
     where d.dispatch_id = p_dispatch and d.tier = p_tier and d.chunk = p_number and d.state in ('pending', 'deferred')));
  if p_tier = 'early' then
    gone := gone || drop_untrusted(p_dispatch, p_number);
  end if;
end $$;
drop function suppress_unmailable(bigint, text, integer);

-- Whoever lost our trust after the freeze drops out of the early tier by themselves: they move to the general one. Its
-- freeze makes a chunk of them; if it is frozen already, that chunk is made here. Returns the deliveries that moved.
create or replace function drop_untrusted(p_dispatch bigint, p_number integer) returns bigint[] language plpgsql as $$
declare
  untrusted bigint[] := array(
    select d.id from delivery d join contact c on c.id = d.contact_id
     where d.dispatch_id = p_dispatch and d.tier = 'early' and d.chunk = p_number and d.state in ('pending', 'deferred')
       and not is_trusted(c));
  general dispatch_tier;
begin
  if untrusted = '{}' then
    return untrusted;
  end if;
  -- Before the deliveries, as a freeze does: it is over, or begins after us.
  select * into general from dispatch_tier t where t.dispatch_id = p_dispatch and t.tier = 'general' for update;
  update delivery d set tier = 'general', chunk = -1, state = 'pending', next_attempt_at = null where d.id = any (untrusted);
  if general.frozen_at is not null then
    insert into delivery_chunk as c (dispatch_id, tier, number, due_at) values (p_dispatch, 'general', -1, general.opens_at)
    on conflict (dispatch_id, tier, number) do update set due_at = least(c.due_at, excluded.due_at);
  end if;
  return untrusted;
end $$;

-- Settles and begins, in one transaction, for all connections of one worker; what is begun belongs to one tier.
-- Settled results are fenced by the attempt and by the claim (epoch) under which it began, see settle().
-- Begun deliveries may go only when, at this moment, the chunk's lease is this worker's (epoch), the gate is open and the
-- journalist may still be mailed. went counts them; the others are named in ids, with the reason in verdicts, and their
-- body must not be sent. went plus those named are always all that were asked for. The new attempt is b_attempt + 1.
-- Plans are kept, and find rows by their primary keys whatever the statistics say, which are old right after a freeze:
-- hence "is not distinct from", which no index of the freeze's order can serve, and no sequential scans.
drop function step(text, interval, interval, bigint[], smallint[], integer[], boolean[], text[], smallint[], text[],
  double precision[], bigint[], smallint[], integer[], bigint[], text[]);
create function step(
  p_worker text, p_late_limit interval, p_retry_limit interval,
  s_id bigint[], s_attempt smallint[], s_epoch integer[], s_begun boolean[], s_state text[], s_code smallint[],
  s_text text[], s_wait double precision[],
  b_dispatch bigint, b_tier text, b_id bigint[], b_chunk integer[], b_attempt smallint[], b_epoch integer[],
  out went integer, out ids bigint[], out verdicts text[]
) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  why text;
  untrusted bigint[] := '{}';
  begun bigint[];
begin
  perform permit();
  if cardinality(s_id) > 0 then
    perform settle(p_worker, p_retry_limit, s_id, s_attempt, s_epoch, s_begun, s_state, s_code, s_text, s_wait);
  end if;
  if cardinality(b_id) = 0 then
    went := 0;
    return;
  end if;
  why := gate(b_dispatch, b_tier, p_late_limit);
  if why is null and (b_tier = 'early' or anything_forbidden_since(b_dispatch, b_tier, b_chunk)) then
    perform suppress_unmailable(b_dispatch, b_id);
    untrusted := untrusted_among(b_tier, b_id);
  end if;
  -- Runs for nobody while the gate is closed, so that a session has planned it before the lift and not at it.
  with begun_now as (
    update delivery d
       set state = 'transmitting', attempt = d.attempt + 1, epoch = c.epoch, claimed_at = c.claimed_at,
           transmitting_at = clock_timestamp(), first_attempt_at = coalesce(d.first_attempt_at, clock_timestamp()),
           settled_at = null, next_attempt_at = null
      from unnest(b_id, b_chunk, b_attempt, b_epoch) w (id, chunk, attempt, epoch)
      join delivery_chunk c on c.dispatch_id = b_dispatch and c.tier = b_tier and c.number = w.chunk
           and c.epoch = w.epoch and c.worker = p_worker and c.lease_until > clock_timestamp()
     where why is null and d.id = w.id and d.attempt = w.attempt and d.state in ('pending', 'deferred')
       and (d.dispatch_id, d.tier, d.chunk) is not distinct from (c.dispatch_id, c.tier, c.number)
       and d.id <> all (untrusted)
    returning d.id)
  select coalesce(array_agg(id), '{}') into begun from begun_now;
  went := cardinality(begun);
  if went < cardinality(b_id) then
    select array_agg(w.id), array_agg(coalesce(why, case when d.state = 'suppressed' then d.state end, 'fenced'))
      into ids, verdicts
      from unnest(b_id) w (id) left join delivery d on d.id = w.id
     where w.id <> all (begun);
  end if;
end $$;

create function anything_forbidden_since(p_dispatch bigint, p_tier text, p_numbers integer[]) returns boolean
language plpgsql as $$
begin
  return exists (
    select from delivery_chunk c, forbiddance f
     where c.dispatch_id = p_dispatch and c.tier = p_tier and c.number = any (p_numbers)
       and c.judged is distinct from f.last_value);
end $$;

-- Whom we lost our trust in; only the early tier asks for it.
create function untrusted_among(p_tier text, p_ids bigint[]) returns bigint[] language plpgsql as $$
begin
  return case when p_tier <> 'early' then '{}' else array(
    select d.id from unnest(p_ids) w (id) join delivery d on d.id = w.id left join contact t on t.id = d.contact_id
     where t.id is null or not is_trusted(t)) end;
end $$;

-- A result of an attempt that was put in doubt meanwhile is evidence and resolves it; a result of an older attempt is
-- ignored, and so is that of a worker which only asked to begin and never learned that another did. A reply that came
-- before the body (to RCPT, say) settles a delivery that was never begun, only while the chunk is still this worker's, and
-- counts as an attempt. A deferral past its limit in time is a refusal.
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
           attempt = r.attempt, epoch = r.epoch, settled_at = clock_timestamp(), reply_code = r.code, reply_text = r.text,
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
