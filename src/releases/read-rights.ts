import type { Rights } from './asset.entity.js';

/** IPTC-IIM application record 2: 80 by-line, 110 credit, 116 copyright notice, 120 caption. */
const IIM_FIELDS: Record<number, keyof Rights | 'byline'> = {
  80: 'byline',
  110: 'credit',
  116: 'copyright',
  120: 'description',
};
const LONGEST = 1000;

type Found = Rights & { byline?: string };

/**
 * Who made a picture and who owns it, from its XMP packet and its IPTC-IIM block (IPTC Photo Metadata Standard 2024.1,
 * sections on credit line, creator and copyright notice). XMP says it in Unicode, so it wins. Damaged blocks give nothing.
 */
export function readRights(xmp: string | undefined, iptc: Buffer | undefined): Rights {
  const found: Found = { ...(iptc ? readIim(iptc) : {}), ...(xmp ? readXmp(xmp) : {}) };
  const { byline, ...rights } = found;
  const credit = joined(byline, rights.credit);
  return credit === undefined ? rights : { ...rights, credit };
}

/** "Caroline Brehman / CQ-Roll Call": the photographer, then whom to credit. */
function joined(byline: string | undefined, credit: string | undefined): string | undefined {
  if (byline === undefined || credit === undefined || credit.includes(byline)) return credit ?? byline;
  return `${byline} / ${credit}`;
}

function readXmp(xmp: string): Found {
  return defined({
    credit: xmpText(xmp, 'photoshop:Credit'),
    byline: xmpText(xmp, 'dc:creator'),
    copyright: xmpText(xmp, 'dc:rights'),
    description: xmpText(xmp, 'dc:description'),
  });
}

/** A property as an attribute, as an element, or as the first item of its list. */
function xmpText(xmp: string, name: string): string | undefined {
  const attribute = new RegExp(`\\s${name}="([^"]*)"`).exec(xmp)?.[1];
  const element = new RegExp(`<${name}[^>]*>([\\s\\S]{0,4000}?)</${name}>`).exec(xmp)?.[1];
  const item =
    element === undefined ? undefined : (/<rdf:li[^>]*>([^<]*)<\/rdf:li>/.exec(element)?.[1] ?? element);
  return cleaned(unescapeXml((attribute ?? item ?? '').replaceAll(/<[^>]*>/g, '')));
}

function unescapeXml(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => named[name] ?? '');
}

/** Data sets are 0x1C, record, number, two bytes of length, value. They may lie inside a Photoshop resource block. */
function readIim(block: Buffer): Found {
  const found: Found = {};
  for (let at = block.indexOf(0x1c); at >= 0 && at + 5 <= block.length; at = block.indexOf(0x1c, at)) {
    const length = block.readUInt16BE(at + 3);
    const field = block[at + 1] === 2 ? IIM_FIELDS[block[at + 2] ?? 0] : undefined;
    const value = field && cleaned(block.toString('utf8', at + 5, at + 5 + length));
    if (field && value) found[field] = value;
    at += block[at + 1] === 2 ? 5 + length : 1;
  }
  return found;
}

function cleaned(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  const line = text
    .replaceAll(/[\u0000-\u001f\u007f\ufffd]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line === '' ? undefined : line.slice(0, LONGEST);
}

function defined(found: Record<keyof Found, string | undefined>): Found {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
