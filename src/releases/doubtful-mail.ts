import { type LackingFeature, lackingInClients } from '../rendering/mail-clients.js';
import { mailContrast, type PaleWords } from '../rendering/mail-contrast.js';
import { look, type Problem, stop } from './preflight-problem.js';

/** A mail as it was rendered. */
export interface CheckedMail {
  html: string;
  text: string;
  /** Of the HTML as it is sent, without pictures that a preview puts into it. */
  bytes: number;
}

/** Gmail cuts a mail after 102 KB of HTML. */
export const GMAIL_CLIP_BYTES = 102 * 1024;

/** Where the words of a class of the template come from; all others are changed in the template alone. */
const FIELD_OF_CLASS: Record<string, string> = {
  'bar-hold': 'embargo',
  'bar-note': 'notice',
  'bar-stop': 'notice',
  headline: 'headline',
  sunken: 'advisory',
  body: 'body',
};

/**
 * What is doubtful about the rendered mail itself: its templates can be changed at any time, so that what was true of
 * them when they were built need not be true now. Takes 20 to 60 ms for a structure that was not seen before.
 */
export async function doubtfulMail(mail: CheckedMail): Promise<Problem[]> {
  const html = mail.html.replaceAll(/"data:[^"]*"/g, '""');
  const [lacking, pale] = await Promise.all([lackingInClients(html), mailContrast(html)]);
  const kilobytes = Math.ceil(mail.bytes / 1024);
  return [
    mail.text.trim() === '' &&
      stop('no plain text', 'mail', 'There is no plain text for those who read that.'),
    mail.bytes > GMAIL_CLIP_BYTES &&
      look('too large', 'body', `The mail has ${kilobytes} KB. Gmail cuts it at 102 KB.`),
    ...lacking.map(doubtOfFeature),
    ...pale.map(doubtOfColours),
  ].filter((problem) => problem !== false);
}

function doubtOfFeature({ title, clients, tag }: LackingFeature): Problem {
  const where = tag === null ? 'in the style sheet' : `in ${shortened(tag, 60)}`;
  return look(
    'mail clients',
    isOfBody(tag) ? 'body' : 'mail',
    `${listed(clients)} cannot show “${title}” (${where}). Change it in templates/.`,
  );
}

function doubtOfColours({ scheme, color, background, ratio, needed, words, classes }: PaleWords): Problem {
  const field = classes.map((each) => FIELD_OF_CLASS[each]).find((each) => each !== undefined) ?? 'mail';
  const when = scheme === 'dark' ? 'In dark mode ' : '';
  return look(
    'contrast',
    field,
    `${when}“${words}” is ${color} on ${background}: ${ratio} to 1, and ${needed} is needed. Change it in templates/.`,
  );
}

/** Tags that only the text of a release brings into a mail. */
function isOfBody(tag: string | null): boolean {
  return /^<(?:p|h2|h3|ul|ol|li|blockquote|figure|figcaption|footer|hr)\b/.test(tag ?? '');
}

function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
