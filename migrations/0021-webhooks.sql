-- Calls of webhooks that were believed, so that a repeated one is not: by the provider's own id of the message, token or
-- signature. Older ones than the window of time may be forgotten.
create table webhook_seen (
  source   text not null,
  event_id text not null,
  seen_at  timestamptz not null default now(),
  primary key (source, event_id)
);
