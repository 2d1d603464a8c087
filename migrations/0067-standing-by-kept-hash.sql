-- Why a contact may not be mailed by a dispatch, or null when they may (0007), with the hash that the contact's row keeps
-- (0018) instead of one made anew for each question.
create or replace view standing as
  select x.id as dispatch_id, c.id as contact_id,
         case
           when c.pause_until > now() then 'paused by the journalist'
           when exists (
             select from suppression s
              where s.email_hash = c.email_hash and s.lifted_at is null and (s.until is null or s.until > now()))
             then 'suppressed'
           when x.topic_ids is not null and not exists (
             select from subscription u
              where u.contact_id = c.id and u.topic_id = any (x.topic_ids) and u.state = 'active')
             then 'left the topics'
         end as refusal
    from dispatch x cross join contact c;
