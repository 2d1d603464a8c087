-- What the desk needs to judge what came back, and to undo what was done about it.

alter table inbound_mail add column sender text;       -- the envelope sender: empty for a mail that must not be answered
-- What makes an event of a provider, or a mail of a mailbox, that comes twice one: refused replays.
alter table inbound_mail add column event_id text;
-- A person's answer on its way to the press contact: due, sending, sent, failed. A process that died while it was
-- sending leaves 'sending', and the answer is not sent again by itself.
alter table inbound_mail add column forwarding text;
-- A worker is reading it; after some minutes another may.
alter table inbound_mail add column claimed_at timestamptz;
alter table inbound_mail add constraint inbound_mail_forwarding_check
  check (forwarding in ('due', 'sending', 'sent', 'failed'));
create unique index inbound_mail_event_key on inbound_mail (source, event_id);
create index inbound_mail_forwarding_idx on inbound_mail (id) where forwarding = 'due';
-- Whole mails are kept for some days; then only what was read in them.
create index inbound_mail_raw_idx on inbound_mail (received_at) where raw is not null;

create index bounce_at_idx on bounce (at);

-- What was turned away or ignored, and why, in numbers a day: forged return paths, wrong signatures, unknown deliveries.
create table inbound_refusal (
  day    date not null,
  source text not null,
  reason text not null,
  count  integer not null,
  primary key (day, source, reason)
);

-- A destination that rests: no mail to this domain until then. Workers look at it every second or so; deliveries wait
-- without an attempt. Lifting sets its end to now.
create table destination_hold (
  domain   text primary key,
  since    timestamptz not null default now(),
  until    timestamptz not null,
  reason   text not null,
  made_by  text not null,
  ended_by text
);
