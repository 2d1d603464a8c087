import { entryBytes, unpacksTooLarge, type ZipEntry } from './zip-entries.js';

/** A list of a million journalists, as long as a sheet can be, unpacks to about 350 MB. */
const MOST_UNPACKED = 400 * 1024 * 1024;

/**
 * Unpacks every part of a ZIP file to nowhere and counts, since the sizes written in it may lie.
 * @throws DomainError `too_large` beyond the limit, `invalid` where it is damaged
 */
export async function inspectZip(path: string, entries: ZipEntry[]): Promise<void> {
  let left = MOST_UNPACKED;
  for (const entry of entries) {
    for await (const bytes of entryBytes(path, entry)) {
      left -= bytes.length;
      if (left < 0) throw unpacksTooLarge();
    }
  }
}
