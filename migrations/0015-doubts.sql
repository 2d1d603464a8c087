-- A person looked at the mails in doubt up to this moment and decided to leave them as they are. Their state stays
-- in doubt: a bounce or an event that names one still resolves it.
alter table dispatch add column doubts_left_at timestamptz;
