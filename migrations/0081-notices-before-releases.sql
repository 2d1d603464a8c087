-- Whoever was put on the list by others is told with the first mail at the latest (GDPR Art. 14(3)(b)): once a dispatch is
-- armed, and again when its tier is frozen, notices are made due for those of its receivers who would be told later.
alter table dispatch_tier add column told_at timestamptz;   -- the first of the two is done
update dispatch_tier set told_at = now();
