-- Opens and clicks, counted together and never by name. What is kept for good are sums: by release, link, hour and outlet.
-- To tell people from machines, and one person from another, each reading is kept for a while under a hash that only the
-- dispatch's own secret makes; when the window ends both are gone, and nobody can tell any more whose reading was whose.

alter table contact add column measuring_declined boolean not null default false; -- said no; wins over measured
alter table release add column measured boolean not null default true;            -- false: never, whatever the setting

-- What a journalist said about being counted; null: there is no such contact.
create function counting_choice(c contact) returns text language sql immutable parallel safe
  return case when c.id is null then null when c.measuring_declined then 'declined' when c.measured then 'agreed'
              else 'unsaid' end;

-- One row a dispatch whose mails carry counted links. No row: its mails carry none.
create table measuring (
  dispatch_id    bigint primary key references dispatch on delete cascade,
  secret         bytea,                                -- keys the readers' hashes; null: the window has ended
  links          smallint not null,
  least          smallint not null,                    -- no figure about fewer people than this
  started_at     timestamptz not null default now(),
  ends_at        timestamptz not null,
  recipients     integer not null default 0,           -- of mails that are counted
  recipients_at  timestamptz,                          -- when they were counted last
  is_complete    boolean not null default false,       -- they were counted after the dispatch had ended
  opened         integer not null default 0,           -- people who opened it or followed a link
  clicked        integer not null default 0,           -- people who followed a link
  open_requests  integer not null default 0,           -- everything that came, machines too
  click_requests integer not null default 0,
  machine_opens  integer not null default 0,           -- requests that were no person's
  machine_clicks integer not null default 0,
  touched_at     timestamptz,                          -- the last reading came
  tallied_at     timestamptz,
  constraint measuring_least_check check (least >= 5)
);

-- Where the counted links of a dispatch lead. Written before its first mail leaves; they go on leading there for good.
create table measured_link (
  dispatch_id bigint not null references dispatch on delete cascade,
  number      smallint not null,
  url         text not null,
  people      integer not null default 0,
  requests    integer not null default 0,
  machine     integer not null default 0,
  primary key (dispatch_id, number),
  constraint measured_link_url_check check (url ~* '^https?://')
);

-- Readings of a window that is open. reader: the first 96 bits of sha256(secret, delivery).
create table reading_trace (
  dispatch_id bigint not null references measuring on delete cascade,
  reader      bytea not null,
  link        smallint not null,                       -- -1: the picture in the mail
  suspect     boolean not null,                        -- the request itself was a machine's
  outlet_id   bigint,                                  -- only where enough people of the outlet are counted
  first_at    timestamptz(0) not null,
  last_at     timestamptz(0) not null,
  hits        integer not null,
  primary key (dispatch_id, reader, link, suspect)
);

create table measured_hour (
  dispatch_id bigint not null references measuring on delete cascade,
  hour        timestamptz not null,
  opened      integer not null,                        -- people, at their first
  clicked     integer not null,
  primary key (dispatch_id, hour)
);

-- Outlets of which enough people are counted in this dispatch; about the others nothing is kept.
create table measured_outlet (
  dispatch_id bigint not null references measuring on delete cascade,
  outlet_id   bigint not null references outlet on delete cascade,
  recipients  integer not null,
  opened      integer not null default 0,
  clicked     integer not null default 0,
  primary key (dispatch_id, outlet_id)
);
create index measured_outlet_outlet_id_idx on measured_outlet (outlet_id);

-- The figures that may be shown: none about a group smaller than the least. Everything that shows figures reads this.
create view measured_dispatch as
  select dispatch_id, recipients as counted, opened, clicked, open_requests, click_requests, machine_opens,
         machine_clicks, least, ends_at, secret is null as is_closed
    from measuring where recipients >= least;

-- Readings with the moment at which a person read, or null where it was a machine. Besides requests that are a machine's by
-- themselves, whoever asks for several links of a mail within seconds is one: two where there are only two, four of more.
-- What comes back to such a link a minute later is taken for a person again.
create view judged_reading as
  select t.dispatch_id, t.reader, t.link, t.outlet_id, t.first_at, t.hits,
         case when t.suspect then null
              when t.around < greatest(2, least(4, m.links)) then t.first_at
              when t.last_at > t.first_at + interval '1 minute' then t.last_at end as human_at
    from (select r.*, count(*) filter (where r.link >= 0 and not r.suspect) over (
                   partition by r.dispatch_id, r.reader order by r.first_at
                   range between interval '5 seconds' preceding and interval '5 seconds' following) as around
            from reading_trace r) t
    join measuring m on m.dispatch_id = t.dispatch_id;

-- Makes the sums of a dispatch anew from its readings, all at once. Does nothing once the window has ended.
create function tally_readings(p_dispatch bigint) returns void language plpgsql as $$
begin
  perform from measuring where dispatch_id = p_dispatch and secret is not null for update;
  if not found then
    return;
  end if;
  update measuring m
     set opened = s.opened, clicked = s.clicked, open_requests = s.open_requests, click_requests = s.click_requests,
         machine_opens = s.machine_opens, machine_clicks = s.machine_clicks, tallied_at = clock_timestamp()
    from (select count(distinct reader) filter (where human_at is not null)::int as opened,
                 count(distinct reader) filter (where human_at is not null and link >= 0)::int as clicked,
                 coalesce(sum(hits) filter (where link < 0), 0)::int as open_requests,
                 coalesce(sum(hits) filter (where link >= 0), 0)::int as click_requests,
                 coalesce(sum(hits) filter (where link < 0 and human_at is null), 0)::int as machine_opens,
                 coalesce(sum(hits) filter (where link >= 0 and human_at is null), 0)::int as machine_clicks
            from judged_reading where dispatch_id = p_dispatch) s
   where m.dispatch_id = p_dispatch;
  update measured_link l
     set people = coalesce(s.people, 0), requests = coalesce(s.requests, 0), machine = coalesce(s.machine, 0)
    from measured_link k
    left join (select link, count(distinct reader) filter (where human_at is not null)::int as people,
                      sum(hits)::int as requests,
                      coalesce(sum(hits) filter (where human_at is null), 0)::int as machine
                 from judged_reading where dispatch_id = p_dispatch group by link) s on s.link = k.number
   where k.dispatch_id = p_dispatch and l.dispatch_id = k.dispatch_id and l.number = k.number;
  delete from measured_hour where dispatch_id = p_dispatch;
  insert into measured_hour (dispatch_id, hour, opened, clicked)
  select p_dispatch, date_trunc('hour', f.at), count(*) filter (where not f.is_click), count(*) filter (where f.is_click)
    from (select reader, false as is_click, min(human_at) as at from judged_reading
           where dispatch_id = p_dispatch and human_at is not null group by reader
          union all
          select reader, true, min(human_at) from judged_reading
           where dispatch_id = p_dispatch and human_at is not null and link >= 0 group by reader) f
   group by 2;
  update measured_outlet o set opened = coalesce(s.opened, 0), clicked = coalesce(s.clicked, 0)
    from measured_outlet k
    left join (select outlet_id, count(distinct reader)::int as opened,
                      count(distinct reader) filter (where link >= 0)::int as clicked
                 from judged_reading where dispatch_id = p_dispatch and human_at is not null group by outlet_id) s
      on s.outlet_id = k.outlet_id
   where k.dispatch_id = p_dispatch and o.dispatch_id = k.dispatch_id and o.outlet_id = k.outlet_id;
end $$;
