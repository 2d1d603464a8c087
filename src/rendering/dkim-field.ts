import type { DkimKey } from './dkim.js';
import { foldWords } from './header-values.js';

/** The DKIM-Signature field in one line, up to an empty `b=`; `names` is the value of `h=`. */
export function signatureField(key: DkimKey, date: Date, names: string, bodyHash: string): string {
  const time = Math.floor(date.getTime() / 1000);
  return (
    `v=1; a=${key.algorithm}; c=relaxed/simple; d=${key.domain}; s=${key.selector}; t=${time}; ` +
    `h=${names}; bh=${bodyHash}; b=`
  );
}

/** A key's field as all copies of a date share it, with a place for the body's hash. */
export interface SignatureForm {
  /** In one line, up to an empty `b=`. */
  flat: string;
  /** As it stands in the mail, up to the signature. */
  folded: string;
}

/** As long as the base64 of a SHA-256, so that folds are where they would be. */
const HASH_PLACE = '?'.repeat(44);

/** A form with the body's hash, in base64, in its place. */
export function withBodyHash(form: string, bodyHash: string): string {
  return form.replace(HASH_PLACE, bodyHash);
}

/** Folding takes 6 µs, so it is done once a date. */
export function signatureForms(
  keys: readonly DkimKey[],
  names: string,
): (date: Date) => readonly SignatureForm[] {
  let last: { time: number; forms: SignatureForm[] } = { time: NaN, forms: [] };
  return (date) => {
    const time = date.getTime();
    if (time === last.time) return last.forms;
    const flats = keys.map((key) => signatureField(key, date, names, HASH_PLACE));
    last = { time, forms: flats.map((flat) => ({ flat, folded: foldedField(flat) })) };
    return last.forms;
  };
}

/** The field with its signature, folded at the spaces, which relaxed canonical form takes for the same. */
export function signatureHeader(field: string, signature: Buffer): string {
  return foldedField(field) + foldedSignature(signature);
}

function foldedField(field: string): string {
  return foldWords('DKIM-Signature:', field.split(' '));
}

const SIGNATURE_COLUMNS = 72;

/** `b=` may be folded anywhere. */
export function foldedSignature(signature: Buffer | undefined): string {
  if (!signature) throw new RangeError('DKIM: as many signatures are needed as there are keys');
  const text = signature.toString('base64');
  let folded = '';
  for (let at = 0; at < text.length; at += SIGNATURE_COLUMNS)
    folded += `\r\n ${text.slice(at, at + SIGNATURE_COLUMNS)}`;
  return `${folded}\r\n`;
}
