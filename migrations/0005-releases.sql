-- Releases, their versions, what they show, and approvals.

-- Images and files. Content never changes: a new file is a new asset.
create table asset (
  id         bigint generated always as identity primary key,
  public_id  text not null unique,                     -- 128 random bits: its address cannot be guessed
  kind       text not null,
  file_name  text not null,
  media_type text not null,
  bytes      integer not null,
  width      integer,
  height     integer,
  sha256     bytea not null,
  created_at timestamptz not null default now(),
  created_by bigint,
  constraint asset_kind_check check (kind in ('image', 'file'))
);
create table asset_content (
  asset_id bigint not null references asset on delete cascade,
  variant  text not null,                              -- 'original', 'w640', 'w1280' …
  content  bytea not null,
  primary key (asset_id, variant)
);

create table release (
  id         bigint generated always as identity primary key,
  public_id  text not null unique,                     -- random; part of the public address
  created_at timestamptz not null default now(),
  created_by bigint references staff_user
);

-- What is written, approved and sent. Corrections, updates, holds and kills are later versions of the same release.
create table release_version (
  id            bigint generated always as identity primary key,
  release_id    bigint not null references release on delete cascade,
  number        integer not null,
  kind          text not null default 'original',
  notice        text not null default '',              -- what a correction, update, hold or kill says
  type          text not null,
  language      text not null default 'en',
  headline      text not null default '',
  subhead       text not null default '',
  dateline      text not null default '',
  body          jsonb not null,                        -- ProseMirror document
  advisory      jsonb,                                 -- {who, what, where, startsAtWall, zone, …}
  image         jsonb,                                 -- {assetId, sha256, alt, credit, caption}
  files         jsonb not null default '[]',           -- [{assetId, sha256, name}]
  press_contact text not null default '',
  boilerplate   text not null default '',
  subject       text not null default '',              -- empty: the headline
  preheader     text not null default '',
  audience      jsonb not null default '{"topics": []}',
  embargo_wall  text,                                  -- '2026-11-24T09:00', null: for immediate release
  embargo_zone  text,                                  -- IANA
  embargo_at    timestamptz,                           -- the instant of the two above
  early_at      timestamptz,                           -- early access opens; null: no early tier
  stop_after    timestamptz,                           -- stop sending after
  stage         text not null default 'draft',
  revision      integer not null default 1,            -- optimistic lock of the editor
  content_hash  bytea not null,                        -- kept by a trigger, whoever writes
  created_at    timestamptz not null default now(),
  created_by    bigint references staff_user,
  updated_at    timestamptz not null default now(),
  updated_by    bigint references staff_user,
  constraint release_version_release_id_number_key unique (release_id, number),
  constraint release_version_kind_check check (kind in ('original', 'correction', 'update', 'hold', 'kill')),
  constraint release_version_type_check check (type in ('press_release', 'statement', 'report', 'advisory')),
  constraint release_version_stage_check check (stage in ('draft', 'in_review', 'approved')),
  constraint release_version_embargo_check
    check (num_nulls(embargo_wall, embargo_zone, embargo_at) in (0, 3)),
  constraint release_version_early_check check (early_at is null or early_at < embargo_at)
);

-- What an approval binds (law 3): subject, content, attachments, audience, embargo and tiers.
create function release_version_hash(v release_version) returns bytea language sql stable as $$
  select sha256(convert_to(jsonb_build_array(
    v.kind, v.notice, v.type, v.language, v.headline, v.subhead, v.dateline, v.body, v.advisory, v.image, v.files,
    v.press_contact, v.boilerplate, v.subject, v.preheader, v.audience, v.embargo_wall, v.embargo_zone,
    extract(epoch from v.embargo_at), extract(epoch from v.early_at), extract(epoch from v.stop_after))::text, 'UTF8'))
$$;
create function release_version_hash_trigger() returns trigger language plpgsql as $$
begin
  new.content_hash := release_version_hash(new);
  if tg_op = 'UPDATE' and new.content_hash <> old.content_hash then
    perform forbid();
  end if;
  return new;
end $$;
create trigger release_version_hash before insert or update on release_version
  for each row execute function release_version_hash_trigger();

-- Drafts as they were saved, for history and comparison.
create table release_revision (
  version_id bigint not null references release_version on delete cascade,
  revision   integer not null,
  at         timestamptz not null default now(),
  by_user_id bigint,
  content    jsonb not null,
  primary key (version_id, revision)
);

create table approval (
  id          bigint generated always as identity primary key,
  version_id  bigint not null references release_version on delete cascade,
  hash        bytea not null,
  approved_by bigint not null references staff_user,
  at          timestamptz not null default now(),
  voided_at   timestamptz,
  void_reason text
);
create unique index approval_standing_key on approval (version_id) where voided_at is null;
create trigger approval_forbids before update on approval for each row execute function forbid_trigger();

-- Early access: the terms, accepted or declined per person and release.
create table terms_answer (
  contact_id bigint not null references contact on delete cascade,
  release_id bigint not null references release on delete cascade,
  answer     text not null,
  text_hash  bytea not null,
  at         timestamptz not null default now(),
  address    text,
  primary key (contact_id, release_id),
  constraint terms_answer_answer_check check (answer in ('accepted', 'declined'))
);
create table early_view (
  id         bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  version_id bigint not null references release_version on delete cascade,
  what       text not null,                            -- 'release', 'asset:12'
  at         timestamptz not null default now(),
  address    text
);
