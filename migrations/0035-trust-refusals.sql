-- A request for early access can be refused, and the ledger says so.
alter table trust_event drop constraint trust_event_kind_check;
alter table trust_event add constraint trust_event_kind_check
  check (kind in ('request', 'grant', 'refusal', 'warning', 'probation', 'suspension', 'reinstated', 'dropped'));

-- Few of a million contacts have early access; the desk lists them.
create index contact_trust_idx on contact (id) where trust <> 'none';
create index trust_event_request_idx on trust_event (id) where kind = 'request';
