// RFC 2045 6.7. Two things beyond it: no output line begins with "." (so that SMTP's dot-stuffing, RFC 5321
// 4.5.2, has nothing to do) and none with "From " (which mbox stores rewrite, breaking signatures).

/** RFC 2045: 76 columns with the soft break's "=", for which every line keeps room. */
const COLUMNS = 75;
const SOFT_BREAK = '=\r\n';

const encoder = new TextEncoder();

/** Quoted-printable of a text with LF line ends, as CRLF lines of at most 76 columns; starts in column 0. */
export function encodeQuotedPrintable(text: string): string {
  return text.split('\n').map(encodeLine).join('\r\n');
}

function encodeLine(line: string): string {
  let output = '';
  let column = 0;
  const units = [...line].map(encodeCharacter);
  protectEnd(units, line);
  units.forEach((plain, i) => {
    if (column + plain.length > COLUMNS) {
      output += SOFT_BREAK;
      column = 0;
    }
    const unit = column === 0 ? protectStart(plain, units, i) : plain;
    output += unit;
    column += unit.length;
  });
  return output;
}

function encodeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if ((code >= 0x20 && code <= 0x7e && code !== 0x3d) || code === 0x09) return character;
  return [...encoder.encode(character)].map(hex).join('');
}

/** White space at the end of a line may be cut off by relays. */
function protectEnd(units: string[], line: string): void {
  if (/[ \t]$/.test(line)) units[units.length - 1] = hex(line.charCodeAt(line.length - 1));
}

function protectStart(unit: string, units: string[], index: number): string {
  if (unit === '.') return '=2E';
  return unit === 'F' && units.slice(index, index + 5).join('') === 'From ' ? '=46' : unit;
}

function hex(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Text that needs no encoding, as nearly every address and token is. */
const PLAIN_VALUE = /^[!-\-/-<>-~][!-<>-~]{0,74}$/;

/** A value that stands on output lines of its own, between soft breaks. */
export function encodeSlotValue(value: string): string {
  return PLAIN_VALUE.test(value) ? value : encodeQuotedPrintable(value);
}

export interface EncodedPieces {
  literals: string[];
  slots: string[];
}

/**
 * Encodes literals between slots once: a soft break before each slot and, where the line goes on, one after
 * it, so that a value needs no knowledge of the column (LIMIT: a value without line ends).
 */
export function encodeAroundSlots(pieces: EncodedPieces): EncodedPieces {
  const last = pieces.literals.length - 1;
  const literals = pieces.literals.map((literal, i) => {
    const before = i > 0 && literal !== '' && !literal.startsWith('\n') ? SOFT_BREAK : '';
    const encoded = encodeQuotedPrintable(literal);
    const startsLine = encoded === '' ? i === 0 : encoded.endsWith('\r\n');
    return before + encoded + (i === last || startsLine ? '' : SOFT_BREAK);
  });
  return { literals, slots: pieces.slots };
}
