/**
 * A column of rows as a parameter of an array type, as PostgreSQL reads it (its manual, "Array Input"); null for `null`. The
 * driver's own way looks at each element's type, which costs a step of the send path more than the statement's text and
 * answer together. A loop, since V8 compiled a dozen `map` calls into their caller, for 100 ms and again whenever a type
 * was new to it.
 */
export function columnOf<K extends string>(
  rows: readonly Readonly<Record<K, number | boolean | null>>[],
  key: K,
): string {
  let elements = '';
  for (const row of rows) elements += `,${String(row[key])}`;
  return `{${elements.slice(1)}}`;
}

/** The same for texts; a NUL, which PostgreSQL does not keep, becomes a space. */
export function textColumnOf<K extends string>(
  rows: readonly Readonly<Record<K, string | null>>[],
  key: K,
): string {
  let elements = '';
  for (const row of rows) {
    const text = row[key];
    elements += text === null ? ',null' : `,"${escaped(text)}"`;
  }
  return `{${elements.slice(1)}}`;
}

function escaped(text: string): string {
  return text.replace(/["\\]/g, '\\$&').replaceAll('\0', ' ');
}
