import { readFileSync } from 'node:fs';
import { type DkimKey, loadDkimKeys } from '../rendering/dkim.js';

/**
 * Reads `DKIM_KEYS`: `selector:domain:path-to-pem`, several separated by commas. None: mails are not signed here.
 * @throws Error naming the entry that cannot be used, never the key
 */
export function readDkimKeys(setting: string | undefined): DkimKey[] {
  const entries = (setting ?? '').split(',').map((entry) => entry.trim());
  return loadDkimKeys(entries.filter(Boolean).map(readEntry));
}

function readEntry(entry: string) {
  const [, selector, domain, path] = /^([^:]+):([^:]+):(.+)$/.exec(entry) ?? [];
  if (!selector || !domain || !path)
    throw new Error(`DKIM_KEYS: "${entry}" must be selector:domain:path-to-pem.`);
  try {
    return { selector, domain, privateKey: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new Error(`DKIM_KEYS: the file ${path} cannot be read.`, { cause });
  }
}
