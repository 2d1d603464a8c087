-- Searching the press list by the beginnings of words in names and addresses, accents and letter case aside.

create function contact_words(name text, email_key text) returns tsvector
  language sql immutable parallel safe as $$
  select to_tsvector('simple',
    case when octet_length(name) = length(name) then name
         else regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g') end || ' '
                               || translate(email_key, '@.+_-/', '      '))
$$;
create index contact_words_idx on contact using gin (contact_words(name, email_key));
