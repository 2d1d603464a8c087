-- What the newsroom keeps in memory must go the moment a release opens, closes or changes. Two numbers tell: the last
-- entry of the record that can concern a public page, and the last lift that has passed by this database's clock, since
-- a lift writes nothing. Both are one step into an index.

-- Left out are subjects that no public page shows, and the seals of chunks, of which a dispatch makes hundreds just when
-- everybody reads. What is new in the record counts until it is named here.
create index audit_entry_public_idx on audit_entry (id)
  where action <> 'delivery.sealed' and subject_type not in (
    'contact', 'import', 'user', 'token', 'suppression', 'bounce', 'delivery', 'destination', 'audience',
    'press_contact', 'boilerplate');
create index dispatch_lift_at_idx on dispatch (lift_at);

-- Differs from the last answer whenever something public may have changed since. The record's numbers are given under
-- one lock that is held until commit, so a lower one never appears after a higher one.
create function public_edition() returns text language sql stable as $$
  select concat_ws('/',
    (select max(id) from audit_entry
      where action <> 'delivery.sealed' and subject_type not in (
        'contact', 'import', 'user', 'token', 'suppression', 'bounce', 'delivery', 'destination', 'audience',
        'press_contact', 'boilerplate')),
    (select max(lift_at) from dispatch where lift_at <= now()))
$$;
