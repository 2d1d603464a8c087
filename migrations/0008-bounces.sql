-- What came back.

create table inbound_mail (
  id          bigint generated always as identity primary key,
  received_at timestamptz not null default now(),
  source      text not null,                           -- 'smtp', 'imap', 'ses', 'sendgrid', 'mailgun', 'postmark'
  rcpt        text,                                    -- the return path it came to
  delivery_id bigint,                                  -- named by the return path's HMAC
  kind        text not null,                           -- bounce, delayed, feedback, autoreply, other, unreadable, forged …
  reading     jsonb not null default '{}',
  raw         bytea,
  constraint inbound_mail_source_check check (source in ('smtp', 'imap', 'ses', 'sendgrid', 'mailgun', 'postmark'))
);
create index inbound_mail_delivery_id_idx on inbound_mail (delivery_id);

create table bounce (
  id              bigint generated always as identity primary key,
  delivery_id     bigint not null,
  contact_id      bigint not null,
  at              timestamptz not null default now(),
  inbound_mail_id bigint references inbound_mail on delete set null,
  source          text not null,                       -- 'reply' (at SMTP time) or a source of inbound mail
  kind            text not null,                       -- bounce, delayed, feedback
  category        text not null,
  hard            boolean not null,
  status          text,
  reply           text,
  diagnostic      text,
  action          text not null,                       -- what Dateline did
  undone_at       timestamptz,
  undone_by       text
);
create unique index bounce_once_key on bounce (delivery_id, kind, category);
create index bounce_contact_id_idx on bounce (contact_id);
create index inbound_mail_unread_idx on inbound_mail (id) where kind = 'unread';
-- Refusals at SMTP time become bounces too; found by their time.
create index delivery_event_refused_idx on delivery_event (at) where state = 'refused';
