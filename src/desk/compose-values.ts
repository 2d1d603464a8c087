import type { KeptPressContact } from '../releases/press-contact.entity.js';
import type { PressContact } from '../releases/release-content.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { type FormState, valueOf, valuesOf } from '../web/forms.js';

export interface ContactRow {
  name: string;
  role: string;
  email: string;
  phone: string;
}

const FIELDS = ['name', 'role', 'email', 'phone'] as const;
const MOST_CONTACTS = 5;

/** Which kept contacts are ticked: as the form was sent, else those that the version holds a copy of. */
export function tickedContacts(version: ReleaseVersion, kept: KeptPressContact[], form: FormState): string[] {
  const sent = valuesOf(form, 'kept[]');
  if (sent) return sent;
  const used = kept.filter((each) => version.pressContacts.some((contact) => isSame(contact, each)));
  return used.map(({ id }) => String(id));
}

/** Contacts of this release only, and one row to add another. */
export function contactRows(
  version: ReleaseVersion,
  kept: KeptPressContact[],
  form: FormState,
): ContactRow[] {
  const own = version.pressContacts.filter((contact) => !kept.some((each) => isSame(contact, each)));
  const rows = sentRows(form) ?? own.map(rowOf);
  return rows.length < MOST_CONTACTS ? [...rows, rowOf({ name: '' })] : rows;
}

/** A picture or file of the form: as it was sent, else as it is stored. */
export function chosenImage(version: ReleaseVersion, form: FormState): string {
  return valueOf(form, 'image.imageId') ?? version.image?.imageId ?? '';
}

export function attachedFiles(version: ReleaseVersion, form: FormState): { fileId: string; name: string }[] {
  const sent = valuesOf(form, 'files[]');
  if (!sent) return version.files;
  return sent.map((fileId) => ({ fileId, name: valueOf(form, `fileName.${fileId}`) ?? fileId }));
}

/** Labelled lines of an advisory, and one more to fill in. */
export function advisoryLines(version: ReleaseVersion, form: FormState): { label: string; text: string }[] {
  const stored = version.advisory?.more ?? [];
  const count = countOf(form, 'advisory.more') ?? stored.length;
  return Array.from({ length: Math.min(count + 1, 8) }, (_, i) => stored[i] ?? { label: '', text: '' });
}

function sentRows(form: FormState): ContactRow[] | undefined {
  const count = countOf(form, 'contact');
  if (count === undefined) return undefined;
  const rows = Array.from({ length: count }, (_, i) =>
    rowOf(Object.fromEntries(FIELDS.map((field) => [field, valueOf(form, `contact.${i}.${field}`)]))),
  );
  return rows.filter((row) => FIELDS.some((field) => row[field] !== ''));
}

/** How many rows of this name were sent; undefined when the form was never sent. */
function countOf(form: FormState, name: string): number | undefined {
  const names = Object.keys(form.values);
  if (names.length === 0) return undefined;
  const start = `${name}.`;
  const numbers = names
    .filter((each) => each.startsWith(start))
    .map((each) => parseInt(each.slice(start.length)));
  return Math.min(Math.max(-1, ...numbers.filter(Number.isFinite)) + 1, 20);
}

function rowOf(contact: Partial<PressContact>): ContactRow {
  const { name = '', role = '', email = '', phone = '' } = contact;
  return { name, role, email, phone };
}

function isSame(contact: PressContact, kept: KeptPressContact): boolean {
  const row = rowOf(contact);
  return FIELDS.every((field) => row[field] === kept[field]);
}
