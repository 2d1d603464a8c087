/** A run of words that both texts have, or that only one has. */
export interface DiffRun {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

/** The table of a comparison has a cell for each pair of words: 4 million take about 50 ms. */
const MOST_CELLS = 4_000_000;

/**
 * Compares two texts word by word: the longest common run of words stays, the rest is gone or new. Beyond about 1,000
 * changed words on each side the changed part is shown as a whole.
 */
export function wordDiff(before: string, after: string): DiffRun[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const middle = diffOf(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return joined([
    { kind: 'same', text: a.slice(0, start).join('') },
    ...middle,
    { kind: 'same', text: a.slice(a.length - end).join('') },
  ]);
}

/** Words and what is between them. */
function wordsOf(text: string): string[] {
  return text.match(/\S+|\s+/g) ?? [];
}

function diffOf(a: string[], b: string[]): DiffRun[] {
  if (a.length * b.length > MOST_CELLS) {
    return [
      { kind: 'gone', text: a.join('') },
      { kind: 'new', text: b.join('') },
    ];
  }
  return walk(a, b, commonLengths(a, b));
}

/** `lengths[i * width + j]`: the longest common run of `a` from i and `b` from j. */
function commonLengths(a: string[], b: string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      lengths[at] =
        a[i] === b[j]
          ? (lengths[at + width + 1] ?? 0) + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  return lengths;
}

function walk(a: string[], b: string[], lengths: Uint16Array): DiffRun[] {
  const width = b.length + 1;
  const runs: DiffRun[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      runs.push({ kind: 'same', text: a[i] ?? '' });
      [i, j] = [i + 1, j + 1];
    } else if (
      j >= b.length ||
      (i < a.length && below(lengths, i, j, width) >= beside(lengths, i, j, width))
    ) {
      runs.push({ kind: 'gone', text: a[i] ?? '' });
      i += 1;
    } else {
      runs.push({ kind: 'new', text: b[j] ?? '' });
      j += 1;
    }
  }
  return runs;
}

function below(lengths: Uint16Array, i: number, j: number, width: number): number {
  return lengths[(i + 1) * width + j] ?? 0;
}

function beside(lengths: Uint16Array, i: number, j: number, width: number): number {
  return lengths[i * width + j + 1] ?? 0;
}

/** One run of what is gone and one of what is new between two that stay, as a person would mark it. */
function joined(runs: DiffRun[]): DiffRun[] {
  const whole: DiffRun[] = [];
  let [gone, fresh] = ['', ''];
  const close = () => {
    if (gone !== '') whole.push({ kind: 'gone', text: gone });
    if (fresh !== '') whole.push({ kind: 'new', text: fresh });
    [gone, fresh] = ['', ''];
  };
  runs.forEach(({ kind, text }, i) => {
    const isLoneSpace = kind === 'same' && text === ' ' && isChange(runs[i - 1]) && isChange(runs[i + 1]);
    if (kind === 'gone' || isLoneSpace) gone += text;
    if (kind === 'new' || isLoneSpace) fresh += text;
    if (kind !== 'same' || isLoneSpace || text === '') return;
    const last = whole.at(-1);
    if (gone === '' && fresh === '' && last?.kind === 'same') last.text += text;
    else {
      close();
      whole.push({ kind: 'same', text });
    }
  });
  close();
  return whole;
}

function isChange(run: DiffRun | undefined): boolean {
  return run !== undefined && run.kind !== 'same';
}
