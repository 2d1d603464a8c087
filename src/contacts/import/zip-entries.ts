import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { DomainError } from '../../errors/domain-error.js';

const END_RECORD = 0x06054b50;
const CENTRAL_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const LOCAL_HEADER = 30;
const STORED = 0;
const DEFLATED = 8;
const MOST_ENTRIES = 2000;

/** One part of a ZIP file, as its directory names it. */
export interface ZipEntry {
  name: string;
  method: number;
  packed: number;
  offset: number;
}

/**
 * The directory of a ZIP file (APPNOTE 6.3).
 * @throws DomainError `too_large` for too many parts, `invalid` for what is no ZIP, is encrypted or in several disks
 */
export async function zipEntries(path: string): Promise<ZipEntry[]> {
  const file = await open(path);
  try {
    return await readEntries(file);
  } finally {
    await file.close();
  }
}

/**
 * The content of a part, unpacked as it is asked for, whatever size the directory claims. Of an unknown packing: nothing.
 * @throws DomainError `invalid` where it is damaged
 */
export async function* entryBytes(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  const start = await contentStart(path, entry);
  const isKnown = entry.method === STORED || entry.method === DEFLATED;
  if (!isKnown || entry.packed === 0) return;
  const source = createReadStream(path, { start, end: start + entry.packed - 1 });
  try {
    const content = entry.method === STORED ? source : source.pipe(createInflateRaw());
    yield* content as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof DomainError ? error : noSpreadsheet(error);
  } finally {
    source.destroy();
  }
}

async function readEntries(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END_RECORD) throw noSpreadsheet();
  const [count, bytes, offset] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ];
  if (count > MOST_ENTRIES) throw unpacksTooLarge();
  if (offset + bytes > size) throw noSpreadsheet();
  return centralEntries(await read(file, offset, bytes), count);
}

function centralEntries(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL_ENTRY) throw noSpreadsheet();
    if (directory.readUInt16LE(at + 8) & 1)
      throw new DomainError('invalid', 'This spreadsheet is encrypted. Save it without a password.');
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function contentStart(path: string, entry: ZipEntry): Promise<number> {
  const file = await open(path);
  try {
    const header = await read(file, entry.offset, LOCAL_HEADER);
    if (header.length < LOCAL_HEADER || header.readUInt32LE(0) !== LOCAL_ENTRY) throw noSpreadsheet();
    return entry.offset + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position });
  return buffer.subarray(0, bytesRead);
}

export function unpacksTooLarge(): DomainError {
  return new DomainError(
    'too_large',
    'This spreadsheet unpacks to more than 400 MB. Save the list as CSV; it may be of any length.',
  );
}

export function noSpreadsheet(cause?: unknown): DomainError {
  return new DomainError(
    'invalid',
    'This spreadsheet is damaged or of an unknown kind. Save the list as XLSX or CSV.',
    {},
    { cause },
  );
}
