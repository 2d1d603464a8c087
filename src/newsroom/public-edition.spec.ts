import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { PublicEdition } from './public-edition.js';

/** A database whose answers come when the test says so. */
function slowDatabase() {
  const asked: ((edition: string) => void)[] = [];
  const query = () => new Promise((resolve) => asked.push((edition) => resolve([{ edition }])));
  return { asked, source: { manager: { query } } as unknown as DataSource };
}

const turns = async () => {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
};

describe('the question whether anything public changed', () => {
  it('is never answered by what was asked before somebody came', async () => {
    const { asked, source } = slowDatabase();
    const edition = new PublicEdition(source);
    const first = edition.current();
    await turns();
    const later = [edition.current(), edition.current()];
    await turns();
    expect(asked).toHaveLength(1);
    asked[0]?.('before');
    await turns();
    expect(asked).toHaveLength(2);
    asked[1]?.('after');
    expect(await first).toBe('before');
    expect(await Promise.all(later)).toEqual(['after', 'after']);
  });
});
