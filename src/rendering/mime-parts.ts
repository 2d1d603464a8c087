import { createHash } from 'node:crypto';
import MimeNode from 'nodemailer/lib/mime-node';
import { ContentRefused } from './content-refused.js';
import { encodeAroundSlots } from './quoted-printable.js';
import { splitAtSlots } from './slot-markers.js';

/** A file that goes with every copy. */
export interface Attachment {
  filename: string;
  contentType: string;
  content: Buffer;
  /** For images shown inside the HTML by `cid:` and this id. */
  contentId?: string;
}

/** A place for a value in an encoded body, and how the value must be escaped there. */
export interface BodySlot {
  name: string;
  format: 'html' | 'text';
}

/** Encoded literals and slots in turn; one literal more than slots. */
export interface BodyPieces {
  literals: string[];
  slots: BodySlot[];
}

const CONTENT_TYPE = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i;
const CONTENT_ID = /^[A-Za-z0-9._@-]{1,120}$/;

/**
 * The body and the Content-Type header it needs. Deterministic: boundaries are made from the content. An
 * inline image that the HTML does not show is left out, as that of a withdrawn release.
 */
export async function mimeBody(
  html: string,
  text: string,
  attachments: Attachment[],
): Promise<{ contentType: string; pieces: BodyPieces }> {
  const boundary = boundaryOf(html, text, attachments);
  const inline = attachments.filter(
    ({ contentId }) => contentId !== undefined && html.includes(`cid:${contentId}`),
  );
  const files = attachments.filter((attachment) => attachment.contentId === undefined);
  const alternative = multipart('alternative', `${boundary}-1`, [
    textPart(text, 'text'),
    textPart(html, 'html'),
  ]);
  const related = await withFiles('related', `${boundary}-2`, alternative, inline);
  const whole = await withFiles('mixed', `${boundary}-3`, related, files);
  return { contentType: whole.contentType, pieces: whole.pieces };
}

interface Part {
  contentType: string;
  /** Headers of the part other than its Content-Type, each with CRLF. */
  headers: string;
  pieces: BodyPieces;
}

function boundaryOf(html: string, text: string, attachments: Attachment[]): string {
  const hash = createHash('sha256').update(html).update('\0').update(text);
  for (const { filename, content } of attachments) hash.update(`\0${filename}\0`).update(content);
  // "=_" cannot occur in quoted-printable nor in base64.
  return `=_dateline-${hash.digest('hex').slice(0, 24)}`;
}

function textPart(content: string, format: 'html' | 'text'): Part {
  const { literals, slots } = encodeAroundSlots(splitAtSlots(content.replace(/\n*$/, '\n')));
  return {
    contentType: `text/${format === 'html' ? 'html' : 'plain'}; charset=utf-8`,
    headers: 'Content-Transfer-Encoding: quoted-printable\r\n',
    pieces: { literals, slots: slots.map((name) => ({ name, format })) },
  };
}

async function withFiles(kind: string, boundary: string, main: Part, files: Attachment[]): Promise<Part> {
  if (files.length === 0) return main;
  return multipart(kind, boundary, [main, ...(await Promise.all(files.map(filePart)))]);
}

function multipart(kind: string, boundary: string, parts: Part[]): Part {
  const pieces = parts.reduce<BodyPieces>(
    (joined, part) =>
      join(
        join(joined, `--${boundary}\r\nContent-Type: ${part.contentType}\r\n${part.headers}\r\n`),
        part.pieces,
        '\r\n',
      ),
    { literals: [''], slots: [] },
  );
  return {
    contentType: `multipart/${kind}; boundary="${boundary}"`,
    headers: '',
    pieces: join(pieces, `--${boundary}--\r\n`),
  };
}

function join(before: BodyPieces, next: BodyPieces | string, end = ''): BodyPieces {
  const after = typeof next === 'string' ? { literals: [next], slots: [] } : next;
  const literals = [...before.literals];
  literals[literals.length - 1] += after.literals[0] ?? '';
  literals.push(...after.literals.slice(1));
  literals[literals.length - 1] += end;
  return { literals, slots: [...before.slots, ...after.slots] };
}

/** nodemailer knows how to write file names for every client (RFC 2231 and before). */
async function filePart(file: Attachment): Promise<Part> {
  if (!CONTENT_TYPE.test(file.contentType)) throw new ContentRefused('Not a content type', file.filename);
  if (file.contentId !== undefined && !CONTENT_ID.test(file.contentId)) {
    throw new ContentRefused('Not a content id', file.filename);
  }
  const node = new MimeNode('multipart/mixed').createChild(file.contentType, { filename: file.filename });
  node.setHeader('Content-Transfer-Encoding', 'base64');
  if (file.contentId !== undefined) {
    node.setHeader('Content-ID', `<${file.contentId}>`);
    node.setHeader('Content-Disposition', 'inline');
  }
  node.setContent(file.content);
  const [head, body] = splitHead((await node.build()).toString('latin1').replace(/\r?\n/g, '\r\n'));
  return readPart(head, body);
}

function splitHead(part: string): [string, string] {
  const end = part.indexOf('\r\n\r\n');
  return [part.slice(0, end + 2), part.slice(end + 4)];
}

function readPart(head: string, body: string): Part {
  const fields = head.split(/\r\n(?![ \t])/).filter((field) => field !== '');
  const type = fields.find((field) => /^content-type:/i.test(field)) ?? '';
  const others = fields.filter((field) => field !== type);
  return {
    contentType: type.slice(type.indexOf(':') + 1).trim(),
    headers: others.map((field) => `${field}\r\n`).join(''),
    pieces: { literals: [body], slots: [] },
  };
}
