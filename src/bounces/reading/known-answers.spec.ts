import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { categories, meansDeadAddress, type BounceCategory } from './categories.js';
import { classifyReply, type SmtpCommand } from './classify-reply.js';

const page = readFileSync(join(process.cwd(), 'docs/bounces.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  );

describe('The categories in the manual', () => {
  const listed = rows.filter((row) => row.length === 3 && row[0]!.startsWith('`'));

  it('are those of the program, with its meanings and consequences', () => {
    const inManual = Object.fromEntries(
      listed.map(([name, means, consequence]) => [name!.replaceAll('`', ''), { means, consequence }]),
    );
    expect(inManual).toEqual(categories);
  });
});

describe('The answers of large providers', () => {
  const answers = rows.filter((row) => row.length === 5 && row[2]!.startsWith('`'));

  it('has enough of them to be of use', () => {
    expect(answers.length).toBeGreaterThan(50);
    expect(new Set(answers.map(([provider]) => provider)).size).toBeGreaterThanOrEqual(25);
  });

  it.each(answers)('%s after %s: %s means %s', (_, command, answer, category) => {
    const text = answer!.replaceAll('`', '');
    const verdict = classifyReply({ code: text.slice(0, 3), text, command: command as SmtpCommand });
    expect(verdict.category).toBe(category);
    expect(verdict.hard).toBe(meansDeadAddress(category as BounceCategory));
  });
});
