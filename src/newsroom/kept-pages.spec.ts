import { describe, expect, it, jest } from '@jest/globals';
import { KeptPages } from './kept-pages.js';
import type { PublicEdition } from './public-edition.js';

const editions = { current: () => Promise.resolve('7') } as PublicEdition;

describe('pages kept in memory', () => {
  it('are made once for all who come while they are made', async () => {
    const pages = new KeptPages(editions);
    let made = 0;
    const make = () => Promise.resolve(`page ${(made += 1)}`);
    const bodies = await Promise.all([pages.page('a', make), pages.page('a', make), pages.page('b', make)]);
    expect(bodies.map(({ content }) => content)).toEqual(['page 1', 'page 1', 'page 2']);
  });

  it('are made anew once the database names another edition', async () => {
    let edition = '1';
    const pages = new KeptPages({ current: () => Promise.resolve(edition) } as PublicEdition);
    await pages.page('a', () => Promise.resolve('old'));
    expect((await pages.page('a', () => Promise.resolve('new'))).content).toBe('old');
    edition = '2';
    expect((await pages.page('a', () => Promise.resolve('new'))).content).toBe('new');
  });

  it('show what stood beside a release while it is made anew, and not after a second', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    const pages = new KeptPages(editions);
    await pages.pageOf('a', '1', () => Promise.resolve('old'));
    let finish: (html: string) => void = () => undefined;
    const making = () => new Promise<string>((resolve) => (finish = resolve));
    expect((await pages.pageOf('a', '2', making)).content).toBe('old');
    clock.mockReturnValue(1001);
    const late = pages.pageOf('a', '2', making);
    finish('new');
    expect((await late).content).toBe('new');
    expect((await pages.pageOf('a', '2', making)).content).toBe('new');
    clock.mockRestore();
  });

  it('are made three at a time', async () => {
    const pages = new KeptPages(editions);
    let [running, most] = [0, 0];
    const make = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return 'page';
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => pages.page(`page ${i}`, make)));
    expect([most, running]).toEqual([3, 0]);
  });

  it('are not kept when making them failed', async () => {
    const pages = new KeptPages(editions);
    await expect(pages.page('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect((await pages.page('a', () => Promise.resolve('here'))).content).toBe('here');
  });
});
