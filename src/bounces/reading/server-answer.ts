import { categoryOfWords } from './classify-reply.js';

const ANSWER = /(?:^|[\s:"'([<>|=-])([45][0-5]\d)(?:[ -](?=\S)|:\s)/;
const ENDS_ANSWER =
  /^\s*$|^\s*(?:-{3,}|={3,}|\*{3,}|_{3,})|^[^<]{0,60}(?:-->|>>>|=>)|^\s*(?:C|S|client|server)\s?:\s/i;

/**
 * The server's own words in a notice, from the reply code on, without the prose around them: that prose lists
 * every reason there could be ("the mailbox may be full"). '' if no answer is quoted whose words are understood.
 */
export function quotedAnswer(text: string): string {
  const lines = text.slice(0, 6000).split('\n');
  for (const [at, line] of lines.entries()) {
    const code = ANSWER.exec(line);
    if (!code) continue;
    const answer = [line.slice(code.index), ...continuation(lines, at + 1)].join('\n');
    if (categoryOfWords(answer)) return answer;
  }
  return '';
}

function continuation(lines: string[], from: number): string[] {
  const next = lines.slice(from, from + 5);
  const end = next.findIndex((line) => ENDS_ANSWER.test(line));
  return end === -1 ? next : next.slice(0, end);
}
