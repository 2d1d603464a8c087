import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { DomainError } from '../../errors/domain-error.js';

/** A list of 200,000 journalists unpacks to about 100 MB. */
const MOST_UNPACKED = 150 * 1024 * 1024;
const MOST_ENTRIES = 2000;
const END_RECORD = 0x06054b50;
const CENTRAL_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  method: number;
  packed: number;
  offset: number;
}

/**
 * Unpacks every part of a ZIP file (APPNOTE 6.3) to nowhere and counts, since the sizes written in it may lie.
 * @throws DomainError `too_large` beyond the limit, `invalid` for what is no ZIP, is encrypted or in several disks
 */
export async function inspectZip(path: string): Promise<void> {
  const file = await open(path);
  try {
    let left = MOST_UNPACKED;
    for (const entry of await readEntries(file)) left -= await unpackedSize(path, file, entry, left);
  } finally {
    await file.close();
  }
}

async function readEntries(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END_RECORD) throw noSpreadsheet();
  const [count, bytes, offset] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ];
  if (count > MOST_ENTRIES) throw tooLarge();
  if (offset + bytes > size) throw noSpreadsheet();
  return centralEntries(await read(file, offset, bytes), count);
}

function centralEntries(directory: Buffer, count: number): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL_ENTRY) throw noSpreadsheet();
    if (directory.readUInt16LE(at + 8) & 1)
      throw new DomainError('invalid', 'This spreadsheet is encrypted. Save it without a password.');
    entries.push({
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at +=
      46 +
      directory.readUInt16LE(at + 28) +
      directory.readUInt16LE(at + 30) +
      directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function unpackedSize(path: string, file: FileHandle, entry: Entry, most: number): Promise<number> {
  const header = await read(file, entry.offset, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_ENTRY) throw noSpreadsheet();
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (entry.method === STORED) return within(entry.packed, most);
  if (entry.method !== DEFLATED || entry.packed === 0) return 0;
  return inflatedSize(path, start, entry.packed, most);
}

async function inflatedSize(path: string, start: number, packed: number, most: number): Promise<number> {
  let size = 0;
  const source = createReadStream(path, { start, end: start + packed - 1 });
  try {
    for await (const chunk of source.pipe(createInflateRaw()) as AsyncIterable<Buffer>)
      size = within(size + chunk.length, most);
  } catch (error) {
    throw error instanceof DomainError ? error : noSpreadsheet(error);
  } finally {
    source.destroy();
  }
  return size;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position });
  return buffer.subarray(0, bytesRead);
}

function within(size: number, most: number): number {
  if (size > most) throw tooLarge();
  return size;
}

function tooLarge(): DomainError {
  return new DomainError(
    'too_large',
    'This spreadsheet unpacks to more than 150 MB. Save the list as CSV; it may be of any length.',
  );
}

function noSpreadsheet(cause?: unknown): DomainError {
  return new DomainError(
    'invalid',
    'This spreadsheet is damaged or of an unknown kind. Save the list as XLSX or CSV.',
    {},
    { cause },
  );
}
