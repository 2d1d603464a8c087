import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { categoryOfWords } from './classify-reply.js';

interface Section {
  category: string;
  answers: string[];
}

const list = readFileSync(join(process.cwd(), 'test/fixtures/bounces/answers-in-words.txt'), 'utf8');
const sections = list
  .split(/^# /m)
  .slice(1)
  .map((section): Section => {
    const [category = '', ...answers] = section.split('\n').filter(Boolean);
    return { category, answers };
  });

describe('The words of servers in many languages', () => {
  it.each(sections)('that mean $category are understood', ({ category, answers }) => {
    expect(answers.filter((answer) => categoryOfWords(answer) !== category)).toEqual([]);
  });

  it('are enough to be of use', () => {
    expect(sections.flatMap(({ answers }) => answers).length).toBeGreaterThan(450);
  });

  it('about the sender are not held against the recipient beside it', () => {
    expect(categoryOfWords('550 L’adresse de l’expéditeur est inconnue')).toBe('sender');
    expect(categoryOfWords('Retour à l’expéditeur: le destinataire est inconnu')).toBe('unknown-address');
  });
});
