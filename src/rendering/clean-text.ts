// C0 and C1 controls other than tab and newline, and the noncharacters that mark places in rendered text.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/g;
/** Nothing to clean, as in nearly every address, link and name. */
const CLEAN = /^[\t\n\x20-\x7e]*$/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Text without control characters, noncharacters and broken surrogate pairs. PostgreSQL refuses some of
 * them, XML and mail clients others; word processors put vertical tabs on the clipboard.
 */
export function cleanText(text: string): string {
  if (CLEAN.test(text)) return text;
  return text
    .replace(/\r\n?|\u000b|\u000c|\u0085/g, '\n')
    .replace(UNPRINTABLE, '')
    .replace(LONE_SURROGATE, '\uFFFD');
}

/** `cleanText` on one line: every run of white space becomes one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}
