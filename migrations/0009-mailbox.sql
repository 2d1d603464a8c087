-- The local mailbox: what the built-in catch-all SMTP server received when no SMTP_URL is set.
create table mailbox_mail (
  id          bigint generated always as identity primary key,
  received_at timestamptz not null default clock_timestamp(),
  mail_from   text not null,
  rcpt_to     text not null,
  subject     text not null default '',
  message_id  text,
  raw         bytea not null
);
create index mailbox_mail_rcpt_to_idx on mailbox_mail (rcpt_to);
