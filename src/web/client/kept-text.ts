/** Text that the server does not have yet, kept in the browser until it does. */
export type KeptText = {
  at: string;
  fields: [string, string][];
  /** The form was then sent by hand: a save at or after `at` has this text. */
  sent?: boolean;
};

const PREFIX = 'dateline-unsaved:';

export function keepText(key: string, fields: [string, string][], at: Date): void {
  write(key, { at: at.toISOString(), fields });
}

export function markTextSent(key: string): void {
  const kept = keptText(key);
  if (kept) write(key, { ...kept, sent: true });
}

function write(key: string, kept: KeptText): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(kept));
  } catch {
    // Private windows and full stores refuse; the form itself still holds the text.
  }
}

export function forgetText(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // As above.
  }
}

export function keptText(key: string): KeptText | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null');
    return isKeptText(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isKeptText(kept: unknown): kept is KeptText {
  if (typeof kept !== 'object' || kept === null) return false;
  return 'at' in kept && typeof kept.at === 'string' && 'fields' in kept && Array.isArray(kept.fields);
}
