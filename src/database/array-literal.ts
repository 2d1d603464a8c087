/**
 * A parameter of an array type as PostgreSQL reads it (its manual, "Array Input"), null for `null`. The driver's own way
 * looks at each element's type, which costs a step of the send path more than the statement's text and answer together.
 */
export function arrayOf(values: readonly (number | boolean | null)[]): string {
  return `{${values.map(String).join(',')}}`;
}

/** The same for texts. */
export function textArrayOf(values: readonly (string | null)[]): string {
  return `{${values.map((text) => (text === null ? 'null' : quoted(text))).join(',')}}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
