const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter that cuts the first lines into the same number of columns; the most columns win. One column: a comma. */
export function sniffDelimiter(start: string): string {
  const scores = DELIMITERS.map((delimiter) => ({ delimiter, score: score(start, delimiter) }));
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.delimiter : ',';
}

function score(text: string, delimiter: string): number {
  const counts = delimitersPerLine(text, delimiter).slice(0, 50);
  const first = counts[0] ?? 0;
  if (first === 0) return 0;
  return (first * counts.filter((count) => count === first).length) / counts.length;
}

/** Counted outside quotes; line breaks inside quotes do not end a line. */
function delimitersPerLine(text: string, delimiter: string): number[] {
  const counts = [0];
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === delimiter) counts[counts.length - 1]! += 1;
    else if (letter === '\n') counts.push(0);
  }
  return counts.length > 1 ? counts.slice(0, -1) : counts;
}
