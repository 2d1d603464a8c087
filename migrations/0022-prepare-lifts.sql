-- Signatures made before the lift, a row a chunk: at the lift workers only fill in, claim and transmit. Nothing here
-- permits anything, and nothing is lost with it: a mail whose signature is missing or does not fit is signed while sending.
create table prepared_chunk (
  dispatch_id bigint not null,
  tier        text not null,
  number      integer not null,
  opens_at    timestamptz not null,                    -- the mails' Date; a lift that moves makes these signatures useless
  worker      text not null,
  taken_until timestamptz not null,                    -- the worker signs until then; afterwards another may
  ids         bigint[],                                -- null: not signed yet
  signatures  bytea,                                   -- of each id in turn, all of the same length
  primary key (dispatch_id, tier, number),
  foreign key (dispatch_id, tier, number) references delivery_chunk on delete cascade
);
alter table prepared_chunk alter column signatures set storage external;

-- Takes a chunk of a tier to be signed: the first that nobody has signed or is signing. Null: none is left.
create function take_chunk_to_sign(p_dispatch bigint, p_tier text, p_worker text, p_for interval)
returns integer language plpgsql as $$
declare
  opens timestamptz := (select t.opens_at from dispatch_tier t where t.dispatch_id = p_dispatch and t.tier = p_tier);
  free integer;
begin
  loop
    select c.number into free from delivery_chunk c
      left join prepared_chunk p on p.dispatch_id = c.dispatch_id and p.tier = c.tier and p.number = c.number
     where c.dispatch_id = p_dispatch and c.tier = p_tier and c.due_at is not null
       and (p.number is null or p.opens_at <> opens or (p.ids is null and p.taken_until < clock_timestamp()))
     order by c.number limit 1;
    if free is null then
      return null;
    end if;
    insert into prepared_chunk as p (dispatch_id, tier, number, opens_at, worker, taken_until)
    values (p_dispatch, p_tier, free, opens, p_worker, clock_timestamp() + p_for)
    on conflict (dispatch_id, tier, number) do update
       set opens_at = excluded.opens_at, worker = excluded.worker, taken_until = excluded.taken_until,
           ids = null, signatures = null
     where p.opens_at <> excluded.opens_at or (p.ids is null and p.taken_until < clock_timestamp());
    if found then
      return free;
    end if;
  end loop;
end $$;
