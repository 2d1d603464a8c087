-- The gate (laws 1 and 6) and the account of each recipient (law 2), as functions of the database, because the database's
-- clock and rows decide. The life of a delivery:
--   pending --(a chunk's lease makes it claimed)--> transmitting --> accepted | deferred | refused | in_doubt
--   pending | deferred --> suppressed | cancelled
-- One statement of `step` both settles what was sent and begins what is sent next, for all connections of a worker.

alter table delivery add column first_attempt_at timestamptz;
-- The claim under which the last attempt began: with the attempt's number it says who may tell how that attempt ended.
alter table delivery add column epoch integer;
-- The topics whose subscription is asked for again before each mail; null: receivers were chosen otherwise.
alter table dispatch add column topic_ids bigint[];

-- database_fingerprint() reads the server's control file, 15-70 µs a call. A session that may write never sees it change:
-- the identifier belongs to the cluster, the timeline changes only where nothing can be written, and the database is its own.
create function session_fingerprint() returns text language plpgsql stable as $$
declare
  known text := current_setting('dateline.fingerprint', true);
begin
  if known is null or known = '' then
    known := database_fingerprint();
    perform set_config('dateline.fingerprint', known, false);
  end if;
  return known;
end $$;

-- Why mails of this tier may not be sent now, or null when they may. Only ever called under permit().
-- now() is the start of the transaction, so a wait for a lock makes the answer later, never earlier.
create function gate(p_dispatch bigint, p_tier text, p_late_limit interval) returns text language sql stable as $$
  select case
    when d.state <> 'armed' then d.state
    when t.opens_at > now() or (p_tier = 'general' and d.lift_at > now()) then 'embargo'
    when t.frozen_at is null then 'not frozen'
    when a.voided_at is not null or a.hash <> d.approval_hash or v.content_hash <> d.approval_hash then 'approval'
    when d.stop_after <= now() then 'stop after'
    when i.fingerprint is distinct from session_fingerprint() then 'restored'
    when t.started_at is null and d.late_ok_at is null and now() > t.opens_at + p_late_limit then 'late'
  end
  from dispatch d
  join dispatch_tier t on t.dispatch_id = d.id and t.tier = p_tier
  join approval a on a.id = d.approval_id
  join release_version v on v.id = d.version_id
  cross join installation i
  where d.id = p_dispatch
$$;

-- Why a contact may not be mailed by a dispatch, or null when they may: one rule, asked at the freeze, at the claim and
-- again before the body is sent. A view, so that the planner folds it into each of those. A contact that is gone has no row.
create view standing as
  select x.id as dispatch_id, c.id as contact_id,
         case
           when c.pause_until > now() then 'paused by the journalist'
           when exists (
             select from suppression s
              where s.email_hash = email_hash(c.email_key) and s.lifted_at is null and (s.until is null or s.until > now()))
             then 'suppressed'
           when x.topic_ids is not null and not exists (
             select from subscription u
              where u.contact_id = c.id and u.topic_id = any (x.topic_ids) and u.state = 'active')
             then 'left the topics'
         end as refusal
    from dispatch x cross join contact c;

-- A dead lease: what was being transmitted is in doubt, the rest is pending again. Returns the number in doubt.
create function reap_chunk(p_dispatch bigint, p_tier text, p_number integer) returns integer language plpgsql as $$
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
     where d.dispatch_id = p_dispatch and d.tier = p_tier and d.chunk = p_number and d.state = 'transmitting'
    returning d.id, d.dispatch_id, d.attempt, d.state, d.reply_text)
  insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_text, worker)
  select id, dispatch_id, attempt, state, reply_text, dead from doubtful;
  get diagnostics doubts = row_count;
  update delivery_chunk set worker = null, lease_until = null, epoch = epoch + 1, due_at = clock_timestamp()
   where dispatch_id = p_dispatch and tier = p_tier and number = p_number;
  return doubts;
end $$;

-- Claims a chunk for a worker. refusal is null when it is claimed; its work is then every delivery of the chunk that is
-- pending, or deferred and due. Those that may no longer be mailed are suppressed here already, and named in gone.
create function claim_chunk(
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
     set worker = p_worker, epoch = c.epoch + 1, claimed_at = clock_timestamp(), lease_until = clock_timestamp() + p_lease
   where c.dispatch_id = p_dispatch and c.tier = p_tier and c.number = p_number
     and c.due_at <= now() and c.lease_until is null
  returning c.epoch, c.claimed_at into epoch, claimed_at;
  if not found then
    refusal := 'taken';
    return;
  end if;
  update dispatch_tier t set started_at = clock_timestamp()
   where t.dispatch_id = p_dispatch and t.tier = p_tier and t.started_at is null;
  gone := suppress_unmailable(p_dispatch, p_tier, p_number);
  if p_tier = 'early' then
    gone := gone || drop_untrusted(p_dispatch, p_number);
  end if;
end $$;

-- Whoever lost our trust after the freeze drops out of the early tier by themselves: they move to the general one, whose
-- freeze makes a chunk of them. Returns the deliveries that moved.
create function drop_untrusted(p_dispatch bigint, p_number integer) returns bigint[] language sql as $$
  with moved as (
    update delivery d set tier = 'general', chunk = -1, state = 'pending', next_attempt_at = null
      from contact c, dispatch_tier g
     where d.dispatch_id = p_dispatch and d.tier = 'early' and d.chunk = p_number and d.state in ('pending', 'deferred')
       and c.id = d.contact_id and not is_trusted(c)
       and g.dispatch_id = d.dispatch_id and g.tier = 'general' and g.frozen_at is null
    returning d.id)
  select coalesce(array_agg(id), '{}') from moved
$$;

create function suppress_unmailable(p_dispatch bigint, p_tier text, p_number integer) returns bigint[] language sql as $$
  with gone as (
    update delivery d
       set state = 'suppressed', settled_at = clock_timestamp(), next_attempt_at = null, reply_text = r.refusal
      from (select o.id, case when s.contact_id is null then 'erased' else s.refusal end as refusal
              from delivery o left join standing s on s.dispatch_id = o.dispatch_id and s.contact_id = o.contact_id
             where o.dispatch_id = p_dispatch and o.tier = p_tier and o.chunk = p_number
               and o.state in ('pending', 'deferred')) r
     where d.id = r.id and r.refusal is not null and d.state in ('pending', 'deferred')
    returning d.id, d.dispatch_id, d.attempt, d.state, d.reply_text
  ), written as (
    insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_text)
    select id, dispatch_id, attempt, state, reply_text from gone)
  select array_agg(id) from gone
$$;

-- Settles and begins, in one transaction, for all connections of one worker.
-- Settled results are fenced by the attempt and by the claim (epoch) under which it began: a result of an attempt that was
-- put in doubt meanwhile is evidence and resolves it; a result of an older attempt is ignored, and so is that of a worker
-- which only asked to begin and never learned that another did. A reply that came before the body (to RCPT, say) settles a
-- delivery that was never begun, only while the chunk is still this worker's, and counts as an attempt. A deferral past its
-- limit in time is a refusal.
-- Begun deliveries may go only when, at this moment, the chunk's lease is this worker's (epoch), the gate is open and the
-- journalist may still be mailed. went counts them; the others are named in ids, with the reason in verdicts, and their
-- body must not be sent. went plus those named are always all that were asked for. The new attempt is b_attempt + 1.
-- Rows are found by their primary keys whatever the statistics say, which are old right after a freeze: hence "is not
-- distinct from", which no index of the freeze's order can serve, and no sequential scans.
create function step(
  p_worker text, p_late_limit interval, p_retry_limit interval,
  s_id bigint[], s_attempt smallint[], s_epoch integer[], s_begun boolean[], s_state text[], s_code smallint[],
  s_text text[], s_wait double precision[],
  b_id bigint[], b_attempt smallint[], b_epoch integer[], b_dispatch bigint[], b_tier text[],
  out went integer, out ids bigint[], out verdicts text[]
) language plpgsql set enable_seqscan = off as $$
begin
  perform permit();
  if cardinality(s_id) > 0 then
    perform settle(p_worker, p_retry_limit, s_id, s_attempt, s_epoch, s_begun, s_state, s_code, s_text, s_wait);
  end if;
  if cardinality(b_id) = 0 then
    went := 0;
    return;
  end if;
  with wanted as (
    select * from unnest(b_id, b_attempt, b_epoch, b_dispatch, b_tier) w (id, attempt, epoch, dispatch_id, tier)
  ), gates as materialized (
    select p.dispatch_id, p.tier, gate(p.dispatch_id, p.tier, p_late_limit) as why
      from (select distinct w.dispatch_id, w.tier from wanted w) p
  ), judged as materialized (
    select d.id, c.claimed_at, c.epoch, case when s.contact_id is null then 'erased' else s.refusal end as refusal
      from wanted w
      join delivery d on d.id = w.id and d.attempt = w.attempt and d.state in ('pending', 'deferred')
      join gates g on (g.dispatch_id, g.tier) is not distinct from (d.dispatch_id, d.tier) and g.why is null
      join delivery_chunk c on c.dispatch_id = d.dispatch_id and c.tier = d.tier and c.number = d.chunk
           and c.epoch = w.epoch and c.worker = p_worker and c.lease_until > clock_timestamp()
      left join standing s on s.dispatch_id = d.dispatch_id and s.contact_id = d.contact_id
     where d.tier <> 'early' or exists (select from contact t where t.id = d.contact_id and is_trusted(t))
  ), begun as (
    update delivery d
       set state = case when j.refusal is null then 'transmitting' else 'suppressed' end,
           attempt = d.attempt + (j.refusal is null)::int, epoch = j.epoch, claimed_at = j.claimed_at,
           transmitting_at = case when j.refusal is null then clock_timestamp() else d.transmitting_at end,
           first_attempt_at = coalesce(d.first_attempt_at, clock_timestamp()),
           settled_at = case when j.refusal is null then null else clock_timestamp() end,
           reply_text = coalesce(j.refusal, d.reply_text), next_attempt_at = null
      from judged j where d.id = j.id and d.state in ('pending', 'deferred')
    returning d.id, d.state)
  select count(*) filter (where b.state = 'transmitting'),
         array_agg(w.id) filter (where b.state is distinct from 'transmitting'),
         array_agg(coalesce(b.state, g.why, 'fenced')) filter (where b.state is distinct from 'transmitting')
    into went, ids, verdicts
    from wanted w
    left join gates g on g.dispatch_id = w.dispatch_id and g.tier = w.tier
    left join begun b on b.id = w.id;
end $$;

create function settle(
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
    returning d.*
  ), kept as (
    insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_code, reply_text, worker)
    select id, dispatch_id, attempt, state, reply_code, reply_text, p_worker from settled
  )
  -- Whoever took the chunk over may have closed it already, not knowing that this one is to be tried again.
  update delivery_chunk c set due_at = least(c.due_at, s.due)
    from (select dispatch_id, tier, chunk, epoch, min(next_attempt_at) as due
            from settled where state = 'deferred' group by 1, 2, 3, 4) s
   where c.dispatch_id = s.dispatch_id and c.tier = s.tier and c.number = s.chunk
     and (c.epoch is distinct from s.epoch or c.worker is distinct from p_worker);
end $$;

-- A worker is done with a chunk: it is due again when its next open delivery is, or never. Nobody transmits here any more
-- as far as the worker knows, so what still says so was begun in the moment in which an earlier holder lost its lease, or by
-- a statement whose answer was lost: it is in doubt, until whoever began it tells.
create function close_chunk(p_dispatch bigint, p_tier text, p_number integer, p_worker text, p_epoch integer)
returns timestamptz language plpgsql as $$
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
     where d.dispatch_id = p_dispatch and d.tier = p_tier and d.chunk = p_number and d.state = 'transmitting'
    returning d.id, d.dispatch_id, d.attempt, d.state, d.reply_text)
  insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_text)
  select id, dispatch_id, attempt, state, reply_text from doubtful;
  update delivery_chunk c
     set worker = null, lease_until = null,
         due_at = (select min(coalesce(d.next_attempt_at, clock_timestamp())) from delivery d
                    where d.dispatch_id = p_dispatch and d.tier = p_tier and d.chunk = p_number
                      and d.state in ('pending', 'deferred'))
   where c.dispatch_id = p_dispatch and c.tier = p_tier and c.number = p_number
  returning c.due_at into again;
  return again;
end $$;

-- Law 2's equation, per dispatch: frozen = accepted + refused + suppressed + cancelled + in doubt + still open.
create view dispatch_account as
  select d.id as dispatch_id,
         count(x.id) as frozen,
         count(x.id) filter (where x.state = 'accepted') as accepted,
         count(x.id) filter (where x.state = 'refused') as refused,
         count(x.id) filter (where x.state = 'suppressed') as suppressed,
         count(x.id) filter (where x.state = 'cancelled') as cancelled,
         count(x.id) filter (where x.state = 'in_doubt') as in_doubt,
         count(x.id) filter (where x.state = 'deferred') as deferred,
         count(x.id) filter (where x.state = 'transmitting') as transmitting,
         count(x.id) filter (where x.state = 'pending') as pending
    from dispatch d left join delivery x on x.dispatch_id = d.id
   group by d.id;

-- Worker processes as they report themselves, with the difference of their clock to the database's.
create table worker_seen (
  worker     text primary key,
  seen_at    timestamptz not null default now(),
  started_at timestamptz not null default now(),
  skew_ms    integer not null default 0,
  detail     jsonb not null default '{}'
);
