/** Columns of plain text in a mail: RFC 5322 2.1.1 recommends 78, quoting by replies needs a few. */
export const TEXT_WIDTH = 72;

/**
 * Breaks text at spaces so that no line is wider than `width` characters where that is possible; a longer
 * word (an address) stays whole on its own line. Existing line ends are kept.
 */
export function wrapText(text: string, width = TEXT_WIDTH): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/[ \t]+/)) {
    if (current !== '' && lengthOf(current) + 1 + lengthOf(word) > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current].join('\n');
}

/** Wraps and sets `first` before the first line, `rest` before the others. */
export function wrapIndented(text: string, first: string, rest: string, width = TEXT_WIDTH): string {
  const lines = wrapText(text, width - Math.max(first.length, rest.length)).split('\n');
  return lines.map((line, i) => ((i === 0 ? first : rest) + line).trimEnd()).join('\n');
}

function lengthOf(text: string): number {
  return [...text].length;
}
