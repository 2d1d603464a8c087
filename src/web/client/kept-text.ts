/** Text that the server does not have yet, kept in the browser until it does. */
export type KeptText = { at: string; fields: [string, string][] };

const PREFIX = 'dateline-unsaved:';

export function keepText(key: string, fields: [string, string][], at: Date): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: at.toISOString(), fields } satisfies KeptText));
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
