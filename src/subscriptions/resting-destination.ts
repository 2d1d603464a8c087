/** Over `contact c`: whether their destination rests, for a mail that may as well go when that is over. */
export const destinationRestsSql = `exists (
  select from destination_hold h where h.domain = split_part(c.email_key, '@', 2) and h.until > now())`;
