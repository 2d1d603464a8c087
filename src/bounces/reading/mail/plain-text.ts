const BREAKS = new Set([
  'br',
  '/p',
  'p',
  'div',
  '/div',
  '/tr',
  'li',
  '/li',
  '/h1',
  '/h2',
  '/h3',
  'hr',
  '/table',
  '/pre',
  'pre',
  '/td',
]);
const HIDDEN = ['style', 'script', 'head', 'title'];

/** HTML → the words on it. One forward scan: an unclosed tag or a million `<` cost no more than their length. */
export function htmlToText(html: string): string {
  const pieces: string[] = [];
  const lower = html.toLowerCase();
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1) break;
    const close = html.indexOf('>', open);
    if (close === -1) break;
    pieces.push(html.slice(at, open).replace(/\s+/g, ' '));
    const name = tagName(html, open, close);
    if (BREAKS.has(name)) pieces.push('\n');
    at = HIDDEN.includes(name) ? endOfHidden(lower, name, close) : close + 1;
    if (name.includes('@')) pieces.push(`<${name}>`);
  }
  pieces.push(html.slice(at).replace(/\s+/g, ' '));
  return decodeEntities(pieces.join(''));
}

function tagName(html: string, open: number, close: number): string {
  return (
    /^[^\s>]{1,200}/
      .exec(html.slice(open + 1, Math.min(close, open + 201)))?.[0]
      .replace(/\/$/, '')
      .toLowerCase() ?? ''
  );
}

function endOfHidden(lower: string, name: string, from: number): number {
  const end = lower.indexOf(`</${name}`, from);
  return end === -1 ? lower.length : end;
}

const entities: Record<string, string> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  apos: "'",
  '#39': "'",
};

function decodeEntities(text: string): string {
  return text
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)))
    .replace(/&([a-z0-9#]{2,5});/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole);
}

/** Lines without control characters, trailing blanks and the marks of quoting; very long lines are cut. */
export function readableLines(text: string): string[] {
  return (
    text
      .split('\n')
      // eslint-disable-next-line no-control-regex
      .map((line) =>
        line
          .slice(0, 2000)
          .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
          .trimEnd(),
      )
  );
}

/** A forwarded notice: every line of it begins with `> `. */
export function withoutQuoting(lines: string[]): string[] {
  const quoted = lines.filter((line) => /^>(?: |$)/.test(line)).length;
  return quoted * 2 > lines.length ? lines.map((line) => line.replace(/^> ?/, '')) : lines;
}
