import { Parser } from 'saxen';
import { DomainError } from '../../errors/domain-error.js';
import { entryBytes, noSpreadsheet, type ZipEntry } from './zip-entries.js';

/** What is told of an XML text while it is read; names without their prefixes. */
export interface XmlReader {
  open?: (name: string, attribute: (name: string) => string | undefined) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

/** Letters in which no tag begins or ends, and of text between two tags. */
const LONGEST_TOKEN = 1024 * 1024;

/**
 * Reads a part of a spreadsheet piece by piece, as it is asked for; yields after each piece, when the reader was told of
 * all that ended in it. No entities but those of XML itself are known, and nothing outside the file is read.
 * @throws DomainError `invalid` for what is no XML
 */
export async function* readXml(path: string, entry: ZipEntry, reader: XmlReader): AsyncGenerator<void> {
  let sinceToken = 0;
  const seen = () => (sinceToken = 0);
  const parser = parserFor(reader, seen);
  const decoder = new TextDecoder('utf-8');
  for await (const bytes of entryBytes(path, entry)) {
    const text = decoder.decode(bytes, { stream: true });
    sinceToken += text.length;
    parser.write(text);
    if (sinceToken > LONGEST_TOKEN)
      throw new DomainError('invalid', 'A cell of this spreadsheet is longer than 1 MB. Is this a list?');
    yield;
  }
  parser.end();
  yield;
}

function parserFor({ open, text, close }: XmlReader, seen: () => void): Parser {
  const parser = new Parser();
  parser.on('openTag', (name, attributes, decode) => {
    seen();
    open?.(local(name), (wanted) => {
      const value = attributes()[wanted];
      return value === undefined ? undefined : decode(value);
    });
  });
  parser.on('closeTag', (name) => {
    seen();
    close?.(local(name));
  });
  parser.on('text', (value, decode) => text?.(decode(value)));
  parser.on('cdata', (value) => text?.(value));
  parser.on('error', (cause) => {
    throw noSpreadsheet(cause);
  });
  return parser;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
