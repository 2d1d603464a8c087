/** What a browser sent from a form of ours. */
export interface TypedForm {
  /** Where it was sent to: a path of the desk. */
  path: string;
  /** The page that it stood on. */
  page: string;
  mediaType: 'application/x-www-form-urlencoded' | 'multipart/form-data';
  fields: [name: string, value: string][];
  /** Names of the files that came with it. */
  files: string[];
}

/** What must be typed anew each time: passwords, and the words that confirm what cannot be undone. */
const NEVER_KEPT = /^(?:confirm|current|again)$|password/i;
/** What a page sends by itself. */
const NOT_TYPED = new Set(['revision', 'seen', 'groups', 'hash', 'count', 'then', 'next']);

export function withoutSecrets(form: TypedForm): TypedForm {
  return { ...form, fields: form.fields.filter(([name]) => !NEVER_KEPT.test(name)) };
}

/** The fields in which a person wrote or chose something; a button alone is pressed again as easily. */
export function typedFields({ fields }: Pick<TypedForm, 'fields'>): [name: string, value: string][] {
  return fields.filter(([name, value]) => value.trim() !== '' && !NOT_TYPED.has(name));
}

/**
 * Whether the form decides what a dispatch does or what is approved. Such a form is never sent again from a page that
 * does not say what it will do: only its text is shown.
 */
export function isDecision({ path }: Pick<TypedForm, 'path'>): boolean {
  return /^\/desk\/(?:dispatches\/|releases\/[^/]+\/(?:arm|review|follow-up)\b)/i.test(path);
}
