import { createHash } from 'node:crypto';

/** Those in which nearly all journalists read; names of caniemail.com. */
export const MAIL_CLIENTS = [
  'gmail.*',
  'apple-mail.*',
  'outlook.*',
  'yahoo.*',
  'thunderbird.*',
  'samsung-email.*',
] as const;

/** What some client lacks although the templates use it, and what its readers get instead. */
export const DEGRADES_WELL: Readonly<Record<string, string>> = {
  '<style> element': 'only dark colours and the smaller headline of phones live there; all else is inline',
  '@media': 'the same',
  'Chaining selectors': 'the same',
  'Class selector': 'the same',
  'Descendant combinator': 'the same',
  'ID selector': 'MJML’s own reset for old Outlook',
  'Type selector': 'MJML’s own reset',
  '<body> element': 'becomes a div with the same styles',
  'aria-label attribute': 'a screen reader then reads the heading, which says the same',
  'role attribute': 'the tables are then announced as tables',
  'target attribute': 'links open where the client opens links',
  'border-radius': 'square corners',
  'border-spacing': 'MJML’s reset of tables that have no borders',
  cursor: 'the client’s own cursor',
  'display:none': 'hides the preheader; the lines after it hide it too',
  'height property': 'of spacers and images, whose attributes say the same',
  opacity: 'one of several ways to hide the preheader',
  outline: 'MJML’s reset for images inside links',
  overflow: 'one of several ways to hide the preheader',
  transform: 'a misreading of text-transform:none',
  'word-break': 'a long address may widen the column',
  'word-spacing': 'MJML’s reset; normal is the default',
};

/** HTML or CSS of a mail that some mail clients do not know. */
export interface LackingFeature {
  /** "flex", "<video> element" */
  title: string;
  /** "Gmail", "Outlook" */
  clients: string[];
  /** The start tag that uses it; null for what stands in the mail's style sheet. */
  tag: string | null;
}

const START_TAG = /<[a-z][^<>]*>/gi;
/** What differs from release to release and never decides what a client can show. */
const WORDS_IN_TAGS = /\s(?:href|src|alt|title|aria-label|lang)="[^"]*"/gi;

/**
 * What of a mail's HTML and CSS the usual clients lack, by the data of caniemail.com and beyond what is known to
 * degrade well. Each different tag is looked at once, whatever words it holds: 30 ms for a new structure, 1 ms for
 * one seen before.
 */
export async function lackingInClients(html: string): Promise<LackingFeature[]> {
  const tags = [...new Set(html.match(START_TAG)?.map((tag) => tag.replace(WORDS_IN_TAGS, '')))];
  const style = html.match(/<style\b[\s\S]*?<\/style>/gi) ?? [];
  const key = createHash('sha256')
    .update(JSON.stringify([tags, style]))
    .digest('base64url');
  const known = looked.get(key);
  if (known) return known;
  const looking = lookAt(tags, style);
  keep(key, looking);
  return looking;
}

const MOST_KEPT = 64;
const looked = new Map<string, Promise<LackingFeature[]>>();

function keep(key: string, looking: Promise<LackingFeature[]>): void {
  const oldest = looked.keys().next().value;
  if (looked.size >= MOST_KEPT && oldest !== undefined) looked.delete(oldest);
  looked.set(key, looking);
  looking.catch(() => looked.delete(key));
}

/** Loading the library takes 200 ms, once. */
async function lookAt(tags: string[], styles: string[]): Promise<LackingFeature[]> {
  const { caniemail } = await import('caniemail');
  const found = new Map<string, LackingFeature>();
  const note = (html: string, tagAt: (line: number) => string | null) => {
    const { issues } = caniemail({ clients: [...MAIL_CLIENTS], html });
    for (const [client, ofClient] of issues.errors)
      for (const { title, position } of ofClient)
        if (!Object.hasOwn(DEGRADES_WELL, title))
          add(found, title, client, position ? tagAt(position.start.line) : null);
  };
  // One tag a line, so that the line of an issue tells the tag.
  const lines = tags.filter((tag) => !/^<style\b/i.test(tag)).map(closed);
  if (lines.length > 0) note(lines.join('\n'), (line) => startOf(lines[line - 1]));
  if (styles.length > 0) note(styles.join('\n'), () => null);
  return [...found.values()];
}

function add(found: Map<string, LackingFeature>, title: string, client: string, tag: string | null): void {
  const feature = found.get(title) ?? { title, clients: [], tag };
  const name = nameOf(client);
  if (!feature.clients.includes(name)) feature.clients.push(name);
  found.set(title, feature);
}

function closed(tag: string): string {
  const name = /^<([a-z][\w:-]*)/i.exec(tag)?.[1] ?? '';
  const line = tag.replaceAll('\n', ' ');
  return line.endsWith('/>') ? line : `${line}</${name}>`;
}

function startOf(line: string | undefined): string | null {
  return /^<[^>]*>/.exec(line ?? '')?.[0] ?? null;
}

const NAMES: Record<string, string> = {
  gmail: 'Gmail',
  'apple-mail': 'Apple Mail',
  outlook: 'Outlook',
  yahoo: 'Yahoo Mail',
  thunderbird: 'Thunderbird',
  'samsung-email': 'Samsung Email',
};

function nameOf(client: string): string {
  const family = client.split('.')[0] ?? client;
  return NAMES[family] ?? family;
}
