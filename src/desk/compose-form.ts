import { z } from 'zod';
import { draftFields } from '../releases/release-fields.js';
import type { KeptPressContact } from '../releases/press-contact.entity.js';
import type { FormErrors, FormResult } from '../web/forms.js';
import { readForm } from '../web/forms.js';
import { sameText } from './compose-body-text.js';
import type { TypedParts } from './compose-parts.js';

type Sent = Record<string, unknown>;

/** What the reading of the form needs to know beyond the form. */
export interface ComposeContext {
  /** The plain paragraphs that the page showed, for browsers without script. */
  bodyText: string;
  kept: KeptPressContact[];
  zone: string;
}

const LINES = [
  'notice',
  'type',
  'language',
  'headline',
  'subhead',
  'dateline',
  'boilerplate',
  'subject',
  'preheader',
] as const;

const typedParts = draftFields.extend({
  topics: z.array(z.coerce.number().int().positive()).max(100).optional(),
});

/**
 * Reads the form of the compose page. Groups of controls that send nothing when they are empty (boxes, rows) are named
 * in the field `groups`, so that a form without them leaves them alone.
 */
export function readCompose(body: unknown, context: ComposeContext): FormResult<TypedParts> {
  const schema = z
    .unknown()
    .transform((sent) => draftOf(sent as Sent, context))
    .pipe(typedParts);
  const result = readForm(schema, body);
  return result.ok ? result : { ...result, errors: atFields(result.errors) };
}

/** Errors of rules carry the names of properties; these are the names of the controls. */
export function atFields(errors: FormErrors): FormErrors {
  return Object.fromEntries(Object.entries(errors).map(([name, message]) => [fieldOf(name), message]));
}

function fieldOf(name: string): string {
  if (name === 'topics' || name === 'files') return `${name}[]`;
  return name.replace(/\.wall$/, '.local');
}

function draftOf(sent: Sent, context: ComposeContext): Sent {
  const groups = new Set(String(sent['groups'] ?? '').split(' '));
  const lines = LINES.filter((name) => name in sent).map((name) => [name, text(sent[name])]);
  return {
    ...Object.fromEntries(lines),
    ...bodyOf(sent, context.bodyText),
    ...(groups.has('advisory') ? { advisory: advisoryOf(branch(sent, 'advisory'), context.zone) } : {}),
    ...(groups.has('image') ? { image: imageOf(branch(sent, 'image')) } : {}),
    ...(groups.has('files') ? { files: filesOf(sent) } : {}),
    ...(groups.has('pressContacts') ? { pressContacts: contactsOf(sent, context.kept) } : {}),
    ...(groups.has('topics')
      ? {
          topics: list(sent['topics'])
            .map(Number)
            .sort((a, b) => a - b),
        }
      : {}),
  };
}

/** The editor sends JSON; the plain textarea sends text, which counts only if it was changed. */
function bodyOf(sent: Sent, shown: string): Sent {
  const json = sent['body'];
  if (typeof json === 'string') return { body: parsed(json) };
  if (!('bodyText' in sent) || sameText(text(sent['bodyText']), shown)) return {};
  return { body: text(sent['bodyText']) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return { type: 'not a document' };
  }
}

function advisoryOf(sent: Sent, zone: string): Sent | null {
  const more = rowsOf(sent['more'])
    .map((row) => ({ label: text(row['label']), text: text(row['text']) }))
    .filter((row) => row.label !== '' || row.text !== '');
  const advisory = {
    ...{ who: text(sent['who']), what: text(sent['what']), where: text(sent['where']), more },
    starts: timeOf(branch(sent, 'starts'), zone),
    ends: timeOf(branch(sent, 'ends'), zone),
  };
  const isEmpty = !advisory.who && !advisory.what && !advisory.where && more.length === 0;
  return isEmpty && !advisory.starts && !advisory.ends ? null : advisory;
}

function timeOf({ local, zone }: Sent, newsroom: string): Sent | null {
  return local === undefined ? null : { wall: text(local), zone: text(zone) || newsroom };
}

function imageOf(sent: Sent): Sent | null {
  const imageId = text(sent['imageId']);
  const { alt, credit, caption } = sent;
  return imageId === '' ? null : { imageId, alt: text(alt), credit: text(credit), caption: text(caption) };
}

function filesOf(sent: Sent): Sent[] {
  const names = branch(sent, 'fileName');
  return list(sent['files']).map((fileId) => ({ fileId, name: text(names[fileId]) }));
}

function contactsOf(sent: Sent, kept: KeptPressContact[]): Sent[] {
  const ticked = new Set(list(sent['kept']).map(Number));
  const known = kept.filter(({ id }) => ticked.has(id));
  const rows = rowsOf(sent['contact']).filter((row) =>
    contactFields.some((field) => text(row[field]) !== ''),
  );
  return [...known, ...rows].map((row) => ({
    ...Object.fromEntries(contactFields.map((field) => [field, text((row as Sent)[field])])),
  }));
}

const contactFields = ['name', 'role', 'email', 'phone'] as const;

/** `contact.0.name`, `contact.1.name` … in the order of their numbers. */
function rowsOf(value: unknown): Sent[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter((entry): entry is [string, Sent] => typeof entry[1] === 'object' && entry[1] !== null)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, row]) => row);
}

function branch(sent: Sent, name: string): Sent {
  const value = sent[name];
  return typeof value === 'object' && value !== null ? (value as Sent) : {};
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
