-- Campaign topics, who follows them, and the record of consent.

create table topic (
  id          bigint generated always as identity primary key,
  slug        text not null unique,
  name        text not null,
  description text not null default '',
  language    text not null default 'en',
  visibility  text not null default 'public',
  admits      text,                                    -- address pattern that may subscribe by itself, e.g. '*@*.example'
  approval    boolean not null default false,          -- the desk decides on each subscription
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  constraint topic_visibility_check check (visibility in ('public', 'invitation'))
);

create table subscription (
  contact_id bigint not null references contact on delete cascade,
  topic_id   bigint not null references topic on delete cascade,
  state      text not null,
  since      timestamptz not null default now(),
  primary key (contact_id, topic_id),
  constraint subscription_state_check check (state in ('unconfirmed', 'requested', 'active', 'left'))
);
create index subscription_topic_id_idx on subscription (topic_id) where state = 'active';
create trigger subscription_forbids before update or delete on subscription for each row
  when (old.state = 'active') execute function forbid_trigger();

-- Every change of consent, as it was given. Contact ids stay after an erasure: they then name nobody.
create table consent_event (
  id         bigint generated always as identity primary key,
  contact_id bigint not null,
  topic_id   bigint,                                   -- null: concerns all topics
  change     text not null,                            -- 'subscribed', 'confirmed', 'left', 'left all', 'paused' …
  at         timestamptz not null default now(),
  source     text not null,                            -- 'newsroom', 'preferences', 'one-click', 'import', 'desk', 'api' …
  address    text,                                     -- network address
  text_shown text,
  detail     jsonb not null default '{}'
);
create index consent_event_contact_id_idx on consent_event (contact_id);
create trigger consent_event_append_only before delete or truncate on consent_event
  for each statement execute function append_only();

-- The one change allowed: what could still name a person is blanked when they are erased or the retention time is over.
create function consent_event_blanked_only() returns trigger language plpgsql as $$
begin
  if (new.id, new.contact_id, new.change, new.at, new.source) is distinct from
     (old.id, old.contact_id, old.change, old.at, old.source)
     or new.topic_id is distinct from old.topic_id or new.text_shown is distinct from old.text_shown
     or new.address is not null or new.detail <> '{}' then
    raise exception 'consent_event is append-only' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger consent_event_blanked_only before update on consent_event
  for each row execute function consent_event_blanked_only();
