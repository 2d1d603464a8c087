-- A seal reads the events of one chunk. The planner, which cannot know how many those are, joined all events of all chunks
-- with their deliveries first: at 330,000 events a chunk took 400 ms to close, and a million mails would have taken an hour.
create or replace function sealed_events(p_deliveries int8multirange, p_seen pg_snapshot, p_own bigint,
  out events integer, out last_event bigint, out digest text) language sql stable
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  select count(*)::int, max(e.id),
         encode(sha256(convert_to(coalesce(string_agg(jsonb_build_array(
           e.id, e.delivery_id, d.email, e.attempt, (extract(epoch from e.at) * 1000000)::bigint, e.state, e.reply_code,
           e.reply_text, e.worker)::text, ',' order by e.id), ''), 'UTF8')), 'hex')
    from unnest(p_deliveries) r
    cross join lateral (
      select * from delivery_event v where v.delivery_id >= lower(r) and v.delivery_id < upper(r) offset 0) e
    left join delivery d on d.id = e.delivery_id
   where p_seen is null or e.written_by = p_own or pg_visible_in_snapshot((e.written_by::text)::xid8, p_seen)
$$;

alter function events_under_seal(jsonb) set enable_seqscan = off;
alter function events_under_seal(jsonb) set enable_hashjoin = off;
alter function events_under_seal(jsonb) set enable_mergejoin = off;
