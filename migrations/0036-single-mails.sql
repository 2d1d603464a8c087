-- Mails to the list that belong to no dispatch: digests, and the notice of GDPR Art. 14. Their return path names them, so
-- a bounce of theirs counts like one of a release.

-- The address it was sent to: the contact may have another one by the time it bounces.
alter table digest add column email text;
create index digest_refused_idx on digest (settled_at) where state = 'refused';

-- The notice that people get whose address did not come from themselves: once each.
--   due --> transmitting --> accepted | refused | in_doubt, or deferred --> transmitting …; dropped: no mail may go there
create table notice (
  contact_id bigint primary key references contact on delete cascade,
  state      text not null default 'due',
  due_at     timestamptz not null default now(),
  email      text,                                     -- the address it was sent to
  tried      smallint not null default 0,
  begun_at   timestamptz,
  settled_at timestamptz,
  next_at    timestamptz,                              -- of a deferred one: not before
  reply_text text,
  constraint notice_state_check
    check (state in ('due', 'transmitting', 'accepted', 'refused', 'deferred', 'in_doubt', 'dropped'))
);
create index notice_open_idx on notice (contact_id) where state in ('due', 'deferred', 'transmitting');
create index notice_refused_idx on notice (settled_at) where state = 'refused';
-- Who has not been told yet.
create index contact_untold_idx on contact (created_at) where notice_at is null;

-- What a single mail came back with, and what was done. Each kind and category counts once.
create table single_bounce (
  id              bigint generated always as identity primary key,
  mail            text not null,                       -- 'digest' or 'notice'
  mail_id         bigint not null,                     -- the digest; of a notice: its contact
  contact_id      bigint not null references contact on delete cascade,
  at              timestamptz not null default now(),
  inbound_mail_id bigint references inbound_mail on delete set null,
  source          text not null,                       -- 'reply' (at SMTP time) or a source of inbound mail
  kind            text not null,
  category        text not null,
  hard            boolean not null,
  status          text,
  reply           text,
  diagnostic      text,
  action          text not null,
  constraint single_bounce_mail_check check (mail in ('digest', 'notice')),
  constraint single_bounce_once_key unique (mail, mail_id, kind, category)
);
create index single_bounce_contact_id_idx on single_bounce (contact_id);
