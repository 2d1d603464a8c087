const made = new Map<string, Intl.DateTimeFormat>();

/**
 * Like `new Intl.DateTimeFormat`, which takes 0.1 ms each time, but made once for each locale and options. For locales and
 * zones of ours only: what was made is kept for as long as the process lives.
 * @throws RangeError for a zone or locale that does not exist
 */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = made.get(key) ?? new Intl.DateTimeFormat(locale, options);
  made.set(key, known);
  return known;
}
