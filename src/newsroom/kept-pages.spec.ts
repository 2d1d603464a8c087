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

  it('are made anew one after the other, with rests, where nobody waits for them', async () => {
    const pages = new KeptPages(editions);
    const keys = Array.from({ length: 5 }, (_, i) => `page ${i}`);
    for (const key of keys) await pages.pageOf(key, '1', () => Promise.resolve('old'));
    let [running, most, ended] = [0, 0, 0];
    const rests: number[] = [];
    const make = async () => {
      if (ended > 0) rests.push(performance.now() - ended);
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
      ended = performance.now();
      return 'new';
    };
    const shown = await Promise.all(keys.map((key) => pages.pageOf(key, '2', make)));
    expect(shown.map(({ content }) => content)).toEqual(keys.map(() => 'old'));
    const another = await pages.pageOf('another', '2', () => Promise.resolve('made at once'));
    expect(another.content).toBe('made at once');
    while (rests.length < keys.length - 1 || running > 0) await new Promise((go) => setTimeout(go, 5));
    expect(most).toBe(1);
    for (const rest of rests) expect(rest).toBeGreaterThan(15);
  });

  it('of lists are waited for, whatever stood there before', async () => {
    let edition = '1';
    const pages = new KeptPages({ current: () => Promise.resolve(edition) } as PublicEdition);
    const keys = Array.from({ length: 20 }, (_, i) => `list ${i}`);
    for (const key of keys) await pages.page(key, () => Promise.resolve('old'));
    edition = '2';
    let [running, most] = [0, 0];
    const make = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return 'new';
    };
    const bodies = await Promise.all(keys.map((key) => pages.page(key, make)));
    expect(most).toBe(3);
    edition = '3';
    expect(await pages.page(keys[0]!, make)).toBe(bodies[0]);
    expect((await pages.page(keys[0]!, () => Promise.resolve('newer'))).content).toBe('new');
    edition = '4';
    expect((await pages.page(keys[0]!, () => Promise.resolve('newer'))).content).toBe('newer');
  });

  it('are not kept when making them failed', async () => {
    const pages = new KeptPages(editions);
    await expect(pages.page('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect((await pages.page('a', () => Promise.resolve('here'))).content).toBe('here');
  });
});
