-- Every mail to a journalist that can bounce names itself, and what comes back of whatever mail is one list.

-- Single mails to people on the list besides digests and the notice: links and codes that they asked for, offers of early
-- access, decisions. The row is there before the mail leaves; it is forgotten when no bounce can count any more.
create table letter (
  id         bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  email      text not null,                            -- the address it was sent to
  purpose    text not null,                            -- early-access-offer, journalist-erase, …
  state      text not null default 'transmitting',
  begun_at   timestamptz not null default now(),
  settled_at timestamptz,
  reply_text text,
  constraint letter_state_check check (state in ('transmitting', 'accepted', 'refused', 'deferred', 'in_doubt'))
);
create index letter_contact_id_idx on letter (contact_id);
create index letter_begun_at_idx on letter (begun_at);
create index letter_refused_idx on letter (settled_at) where state = 'refused';

alter table single_bounce add column purpose text;     -- of a letter
alter table single_bounce add column email text;       -- the address it was sent to
alter table single_bounce add column domain text;
alter table single_bounce add column undone_at timestamptz;
alter table single_bounce add column undone_by text;
update single_bounce s
   set email = coalesce((select g.email from digest g where s.mail = 'digest' and g.id = s.mail_id),
                        (select n.email from notice n where s.mail = 'notice' and n.contact_id = s.mail_id), c.email)
  from contact c where c.id = s.contact_id;
update single_bounce set domain = lower(split_part(email, '@', 2));
alter table single_bounce alter column email set not null;
alter table single_bounce alter column domain set not null;
alter table single_bounce drop constraint single_bounce_mail_check;
alter table single_bounce add constraint single_bounce_mail_check check (mail in ('digest', 'notice', 'letter'));
create index single_bounce_at_idx on single_bounce (at);

-- One sequence for both, so that a bounce of whatever mail has a number and an address of its own at the desk.
alter table single_bounce alter column id drop identity;
alter table single_bounce alter column id set default nextval('bounce_id_seq');
update single_bounce set id = nextval('bounce_id_seq');

-- What came back, of whatever mail. `mail` and `mail_id` name it: of a release its delivery.
create view came_back as
select b.id, b.at, b.contact_id, b.inbound_mail_id, b.source, b.kind, b.category, b.hard, b.status, b.reply, b.diagnostic,
       b.action, b.undone_at, b.undone_by, 'release'::text as mail, b.delivery_id as mail_id, null::text as purpose,
       d.email, d.domain, d.dispatch_id, v.release_id, v.headline
  from bounce b
  join delivery d on d.id = b.delivery_id
  join dispatch x on x.id = d.dispatch_id
  join release_version v on v.id = x.version_id
union all
select s.id, s.at, s.contact_id, s.inbound_mail_id, s.source, s.kind, s.category, s.hard, s.status, s.reply, s.diagnostic,
       s.action, s.undone_at, s.undone_by, s.mail, s.mail_id, s.purpose,
       s.email, s.domain, null::bigint, null::bigint, null::text
  from single_bounce s;
