import { findAddresses, firstAddress, isMachineAddress, sameAddress } from './mail/addresses.js';

/** An address that a notice says something about, and what it says. */
export interface NoticedRecipient {
  address: string;
  /** The lines from this address to the next. */
  words: string;
  alias?: string;
  /** The words are a sentence about this address ("Unknown user: a@b"), not a heading and somebody's answer. */
  inSentence?: boolean;
}

interface Mention {
  at: number;
  address: string;
  /** A line of a transcript: what led to it stands before it. */
  closes: boolean;
}

const BULLET = /^[\s>*•#|+-]*(?:\(?\d{1,3}[.)]\s+)?/;
const ALONE =
  /^<?[^\s<>@、。,]{1,64}@[^\s<>@]{1,255}>?(?:\s*[<([](?:mailto:)?[^\s<>]{1,320}[>)\]]){0,2}\s*[:;,.]?$/;
const OPENS_LINE =
  /^(?:<[^\s<>]{1,320}>\s*[:;.,(-]|[^\s<>:]{1,320}@[^\s<>:;]{1,255}\s*(?::|;|\.\.\.|\(|\[|-{1,2}\s)|<[^\s<>]{1,320}>\s*\.\.\.)/;
/** "did not reach the following recipient(s):", and below it the address with a time or a reason behind. */
const OPENS_LIST =
  /\b(?:reach|deliver\w*|fail\w*|sent|recipients?|addresse?e?s?|undeliver\w*|zugestellt|empfänger|remis|destinatair\w*|destinatari\w*|entreg\w*|consegn\w*|recapit\w*)\b.{0,60}[:：]$/i;
/** An address, or an X.400 name with one in it, at the start of a line. */
const NAMED = /^(?:c=[^@]{0,200}[=:])?<?[^\s<>@=;]{1,64}@[^\s<>@;]{1,255}[>;]?\s/i;
/** "on Fri, 20 Jul 2001", "am 20.07.2001". */
const DATED = /^\s{0,4}\p{L}{1,4}\s+(?:\p{L}{2,12}\.?,?\s+)?\d{1,4}[.\s/-]/u;
const LIST_BELOW = /recipients? could not be delivered.{0,200}:$/i;
const NAME_ALONE = /^[ \t]+([\w.-]{2,64})$/;
const GENERATED = /\((?:ultimately )?(?:generated|expanded) from\b/i;
const RCPT = /\bRCPT\s+TO\s*:\s*<?([^\s<>]{1,320})>?/i;
const QUOTED_REPLY =
  /^[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}\s+)?<?[^\s<>]{1,64}@[^\s<>]{1,255}>?\s*(?:\.\.\.|:)/;
const NOT_RECIPIENT =
  /\b(?:from|sender|sent by|mail from|reply-?to|return-?path|errors?-to|contact|contacting|forward(?: this)?|help|helpdesk|support|assistance|problem report|e-?mail us|write to|abuse|questions?|envelope-from|postmaster|administrator|absender|von|expéditeur|remitente|mittente|remetente|отправител\S*)\b/i;
const LABEL =
  /^(?:[\p{L} .'()/-]{0,40}?)(?:recipients?|addressee|to|rcpt|address|user|mailbox|account|mail(?:ed)? to|empfänger|an|adressat|destinataires?|à|destinatari[oa]s?|para|получатель|кому|adres|宛先|收件人|送信先|受信者)(?:\s*(?:address|name|id|\(s\)|adresse))?\s*[:=：]\s*\S/iu;
const FAILS =
  /\b(?:deliver\w*|undeliver\w*|send|sent|fail\w*|reject\w*|unknown|refus\w*|bounc\w*|return\w*|reach\w*|could ?n[o']t|cannot|not|unable|full|invalid|exist\w*|expired|zustell\w*|zugestellt|konnte|nicht|remis\w*|livr\w*|entreg\w*|consegn\w*|recapit\w*|доставлен\w*|geleverd|bezorgd|problem|wasn't|rcpt)\b|доставл|配信|送信|送達|投递|发送|退信|전송|전달/i;

/** How an address may be mentioned, from the surest form to the weakest; the first form that occurs is used. */
const forms: ReadonlyArray<(line: string, heading: string) => boolean> = [
  (line, heading) => ALONE.test(line) || OPENS_LINE.test(line) || isListed(line, heading),
  (line) => RCPT.test(line) || QUOTED_REPLY.test(line),
  (line) => LABEL.test(line) && !NOT_RECIPIENT.test(line.slice(0, 60)),
  (line) => FAILS.test(line) && !NOT_RECIPIENT.test(beforeAddress(line)),
  (line) => GENERATED.test(line) || !NOT_RECIPIENT.test(line),
];

/** The forms from this one on are sentences. */
const SENTENCES = 2;

/**
 * Finds who a plain-text notice is about. `notThem`: addresses of the one who sent the original, who receives
 * this notice; they count only in the two surest forms and when no other address is there.
 */
export function findFailedRecipients(lines: string[], notThem: string[], max: number): NoticedRecipient[] {
  for (const [index, form] of forms.entries()) {
    const mentions = mentionsIn(lines, form).filter((mention) => isOther(mention.address, notThem));
    if (mentions.length > 0) return withWords(lines, mentions.slice(0, max), index >= SENTENCES);
  }
  for (const form of forms.slice(0, 2)) {
    const mentions = mentionsIn(lines, form).filter((mention) => !isMachineAddress(mention.address));
    if (mentions.length > 0) return withWords(lines, mentions.slice(0, max), false);
  }
  return [];
}

function isOther(address: string, notThem: string[]): boolean {
  return !isMachineAddress(address) && !notThem.some((own) => sameAddress(own, address));
}

function isListed(line: string, heading: string): boolean {
  const named = NAMED.exec(line)?.[0];
  return named !== undefined && (OPENS_LIST.test(heading) || DATED.test(line.slice(named.length)));
}

/** Indented single words under a heading that ends with a colon. */
export function namesInList(lines: string[]): string[] {
  const heading = lines.findIndex(
    (line) => OPENS_LIST.test(line.trim().slice(-200)) || LIST_BELOW.test(line),
  );
  if (heading === -1) return [];
  const below = lines.slice(heading + 1, heading + 101);
  const end = below.findIndex((line) => line.trim() !== '' && !NAME_ALONE.test(line));
  return below.slice(0, end === -1 ? below.length : end).flatMap((line) => NAME_ALONE.exec(line)?.[1] ?? []);
}

/** The line above, over one blank line. */
function headingOf(lines: string[], at: number): string {
  return (lines[at - 1]?.trim() || lines[at - 2]?.trim() || '').slice(-200);
}

function mentionsIn(lines: string[], form: (line: string, heading: string) => boolean): Mention[] {
  const mentions = new Map<string, Mention>();
  lines.forEach((raw, at) => {
    if (!raw.includes('@') || isContact(lines, at)) return;
    const line = raw.replace(BULLET, '');
    for (const address of form(line, headingOf(lines, at)) ? addressesOf(line) : []) {
      const key = address.toLowerCase();
      if (!mentions.has(key)) mentions.set(key, { at, address, closes: QUOTED_REPLY.test(line) });
    }
  });
  return [...mentions.values()];
}

const CONTACT =
  /\b(?:contact|assistance|help|questions|support|further information|more information|write to|questions to|send (?:an? )?(?:e-?)?mail to)\b.{0,20}$/i;

const SENT_FROM = /\b(?:(?:from|by) your|(?:message|mail) (?:that was )?(?:sent )?(?:by|from))$/i;

/** "If you have questions please contact" or "sent from your", and the address on the next line. */
function isContact(lines: string[], at: number): boolean {
  const heading = headingOf(lines, at).slice(-80);
  return SENT_FROM.test(heading) || (CONTACT.test(heading) && !/[.!?]$/.test(heading));
}

function addressOf(line: string): string {
  const rcpt = RCPT.exec(line)?.[1];
  return (rcpt && firstAddress(rcpt)) || firstAddress(line.replace(/https?:\/\/\S{1,500}/g, ' '));
}

const ONE_MORE = /^>?\s*(?:[,;]|and|und|et|y|e|en|och|og|и)\s*<?$/i;

/** Each `@` is followed at most to the next: no blank can be reached in two ways. */
const TWO_APART = /@[^@,;\s]+[,;\s][^@]*@/;

/** The address of a line, and those that follow it in a list: "failed: a@b, c@d". */
function addressesOf(line: string): string[] {
  const first = addressOf(line);
  const [, ...others] = first && TWO_APART.test(line) ? findAddresses(line) : [];
  const listed = [first];
  for (const address of others) {
    const before = listed.at(-1)!;
    const from = line.indexOf(before) + before.length;
    if (!ONE_MORE.test(line.slice(from, line.indexOf(address, from)))) break;
    listed.push(address);
  }
  return listed.filter(Boolean);
}

function beforeAddress(line: string): string {
  const address = firstAddress(line);
  return line.slice(0, Math.max(0, line.indexOf(address))).slice(-60);
}

function withWords(lines: string[], mentions: Mention[], inSentence: boolean): NoticedRecipient[] {
  return mentions.map((mention) => {
    const own = linesOf(
      lines,
      mention,
      mentions.findLast(({ at }) => at < mention.at)?.at ?? -1,
      mentions.find(({ at }) => at > mention.at)?.at ?? lines.length,
    );
    return {
      address: mention.address,
      words: own.join('\n').slice(0, 6000),
      inSentence,
      ...forwardedFrom(own),
    };
  });
}

function linesOf(lines: string[], mention: Mention, before: number, after: number): string[] {
  if (!mention.closes) return lines.slice(mention.at, after);
  return lines.slice(Math.max(before + 1, mention.at - 12), mention.at + 1);
}

/** "(ultimately generated from a@b)", "(expanded from: <a@b>)": the address that we know. */
function forwardedFrom(lines: string[]): { alias?: string } {
  const line = lines
    .slice(0, 3)
    .find((text) => /(?:generated|expanded) from|forwarded (?:from|by)/i.test(text));
  const alias = line ? findAddresses(line).at(-1) : undefined;
  return alias ? { alias } : {};
}
