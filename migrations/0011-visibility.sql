-- Who may see what (law 4). Everything public asks this view, so there is one place where a release opens.
--
-- A version is open to everybody when its dispatch's lift has passed by the database's clock, the approval that was
-- armed still stands for exactly the content that is there now, and one of:
--   * it has been sent to everyone: finished, or armed, paused or held after mails to everyone began to leave;
--   * it is armed, or held only because it is late: the lift has passed, though no mail has left yet. In a database that
--     was restored from a copy it stays shut, since the lift may have been moved after the copy was made.
-- Paused before the first mail: shut, as the mails are. Stopped: shut; the version before it shows again, if there is
-- one, until a kill says that it is withdrawn.
-- A hold or a kill is public only when what it takes back was: otherwise it would tell that there is something.
create index dispatch_version_id_idx on dispatch (version_id);

create view sent_version as
  select v.id as version_id, v.release_id, v.number, v.kind, d.id as dispatch_id, d.state, d.lift_at, d.late_ok_at,
         v.content_hash, d.state = 'finished' or exists (
           select from dispatch_tier t
            where t.dispatch_id = d.id and t.tier = 'general' and t.started_at is not null) as has_started
    from release_version v
    join dispatch d on d.version_id = v.id
    join approval a on a.id = d.approval_id
   where a.voided_at is null and a.hash = d.approval_hash and v.content_hash = d.approval_hash;

create view open_version as
  select s.version_id, s.release_id, s.number, s.kind, s.lift_at as opened_at
    from sent_version s
   where s.lift_at <= now()
     and case s.state
           when 'finished' then true
           when 'armed' then s.has_started or (select fingerprint = database_fingerprint() from installation)
           when 'held' then s.has_started or (select fingerprint = database_fingerprint() from installation)
           when 'paused' then s.has_started
           else false
         end
     and (s.kind not in ('hold', 'kill') or exists (
           select from sent_version e
            where e.release_id = s.release_id and e.number < s.number and e.has_started and e.lift_at <= now()
              and e.kind not in ('hold', 'kill')));

-- What an early-access reader may see before the lift: the early tier has opened, they accepted the terms for this
-- release and they are trusted at this moment. What is stopped, or paused before anybody received it, is shut.
create function early_version(p_contact bigint)
returns table (version_id bigint, release_id bigint, number integer, kind text, opened_at timestamptz)
language sql stable as $$
  select v.id, v.release_id, v.number, v.kind, t.opens_at
    from terms_answer n
    join contact c on c.id = n.contact_id
    join release_version v on v.release_id = n.release_id
    join dispatch d on d.version_id = v.id
    join dispatch_tier t on t.dispatch_id = d.id and t.tier = 'early'
    join approval a on a.id = d.approval_id
   where n.contact_id = p_contact and n.answer = 'accepted'
     and is_trusted(c)
     and not exists (select from suppression s
                      where s.email_hash = email_hash(c.email_key) and s.lifted_at is null
                        and (s.until is null or s.until > now()))
     and a.voided_at is null and a.hash = d.approval_hash and v.content_hash = d.approval_hash
     and t.opens_at <= now()
     and (d.state in ('armed', 'finished') or (d.state in ('paused', 'held') and t.started_at is not null))
     and (select fingerprint = database_fingerprint() from installation)
$$;
