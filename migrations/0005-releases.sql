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
  rights     jsonb not null default '{}',              -- {credit, copyright, description}: read from the file's IPTC or XMP
  created_at timestamptz not null default now(),
  created_by bigint references staff_user,
  constraint asset_kind_check check (kind in ('image', 'file'))
);
create table asset_content (
  asset_id   bigint not null references asset on delete cascade,
  variant    text not null,                            -- 'original' and, of images, 'w640.webp', 'w640.jpg', 'w1280.webp' …
  media_type text not null,
  content    bytea not null,
  primary key (asset_id, variant)
);

-- What an approval binds is the asset's id and hash, so neither a row nor its content may change under it.
create function asset_never_changes() returns trigger language plpgsql as $$
begin
  raise exception 'an % never changes; add another one', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger asset_never_changes before update on asset for each row execute function asset_never_changes();
create trigger asset_content_never_changes before update on asset_content
  for each row execute function asset_never_changes();

create table release (
  id             bigint generated always as identity primary key,
  public_id      text not null unique,                 -- random; part of the public address
  translation_of bigint references release on delete set null,
  created_at     timestamptz not null default now(),
  created_by     bigint references staff_user
);
create index release_translation_of_idx on release (translation_of);

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
  advisory      jsonb,                                 -- {who, what, where, starts: {wall, zone, at}, ends, more}
  image         jsonb,                                 -- {imageId, sha256, width, height, alt, credit, caption}
  files         jsonb not null default '[]',           -- [{fileId, sha256, name, mediaType, bytes}]
  press_contacts jsonb not null default '[]',          -- [{name, role, email, phone}]
  boilerplate   text not null default '',
  subject       text not null default '',              -- empty: the headline
  preheader     text not null default '',
  audience      jsonb not null default '{"topics": []}', -- {topics: [ids]} or a tree of conditions (audience.ts)
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
    v.press_contacts, v.boilerplate, v.subject, v.preheader, v.audience, v.embargo_wall, v.embargo_zone,
    extract(epoch from v.embargo_at), extract(epoch from v.early_at), extract(epoch from v.stop_after))::text, 'UTF8'))
$$;
create function release_version_hash_trigger() returns trigger language plpgsql as $$
begin
  new.content_hash := release_version_hash(new);
  if tg_op = 'UPDATE' and new.content_hash <> old.content_hash
     and exists (select from approval where version_id = new.id and voided_at is null) then
    perform forbid();
  end if;
  return new;
end $$;
create trigger release_version_hash before insert or update on release_version
  for each row execute function release_version_hash_trigger();

create function release_text_config(language text) returns regconfig language sql immutable parallel safe as $$
  select case split_part(lower(language), '-', 1)
    when 'ar' then 'arabic'::regconfig when 'da' then 'danish' when 'de' then 'german' when 'en' then 'english'
    when 'es' then 'spanish' when 'fi' then 'finnish' when 'fr' then 'french' when 'hu' then 'hungarian'
    when 'it' then 'italian' when 'nl' then 'dutch' when 'no' then 'norwegian' when 'pt' then 'portuguese'
    when 'ro' then 'romanian' when 'ru' then 'russian' when 'sv' then 'swedish' when 'tr' then 'turkish'
    else 'simple' end
$$;
-- What a search looks through, in the release's own language: the headline weighs most. Of the body only the texts.
create function release_version_search(v release_version) returns tsvector language sql immutable parallel safe
  return setweight(to_tsvector(release_text_config(v.language), v.headline), 'A')
      || setweight(to_tsvector(release_text_config(v.language), v.subhead || ' ' || v.dateline), 'B')
      || to_tsvector(release_text_config(v.language), jsonb_path_query_array(v.body, '$.**.text'))
      || to_tsvector(release_text_config(v.language), coalesce(v.advisory, '{}'));
create index release_version_search_idx on release_version using gin (release_version_search(release_version));

-- The public ids of all images and files that a version shows.
create function release_version_assets(v release_version) returns text[] language sql immutable parallel safe as $$
  select array(
    select v.image ->> 'imageId' where v.image is not null
    union select file ->> 'fileId' from jsonb_array_elements(v.files) as f (file)
    union select id #>> '{}' from jsonb_path_query(v.body, '$.**.imageId') as i (id))
$$;
-- The topics under which the newsroom lists a version: those that its audience asks for.
create function release_version_topics(v release_version) returns bigint[] language sql immutable parallel safe as $$
  select array(select distinct (t #>> '{}')::bigint
                 from (select jsonb_path_query_array(v.audience, '$.topics[*]')
                   || jsonb_path_query_array(v.audience, '$.all[*].topics[*]')
                   || jsonb_path_query_array(v.audience, '$.any[*].topics[*]')) as q (list), jsonb_array_elements(list) as e (t))
$$;
create index release_version_assets_idx on release_version using gin (release_version_assets(release_version));

-- Drafts as they were saved, for history and comparison.
create table release_revision (
  version_id bigint not null references release_version on delete cascade,
  revision   integer not null,
  at         timestamptz not null default now(),
  by_user_id bigint references staff_user,
  content    jsonb not null,                           -- all that release_version_hash covers
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
create index early_view_version_id_idx on early_view (version_id);

-- One-time codes that prove an early reader reads the mailbox that the link was sent to.
create table early_code (
  contact_id bigint not null references contact on delete cascade,
  release_id bigint not null references release on delete cascade,
  code_hash  bytea not null,
  sent_at    timestamptz not null default now(),
  expires_at timestamptz not null,
  tries      smallint not null default 0,
  used_at    timestamptz,
  primary key (contact_id, release_id)
);

-- Kept for reuse when writing: a release holds its own copy, so that a change here changes no release.
create table press_contact (
  id          bigint generated always as identity primary key,
  name        text not null,
  role        text not null default '',
  email       text not null default '',
  phone       text not null default '',
  archived_at timestamptz
);
create table boilerplate (
  id          bigint generated always as identity primary key,
  name        text not null,
  language    text not null default 'en',
  body        text not null,
  archived_at timestamptz
);
