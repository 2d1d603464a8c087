import type { ReadersOfDispatch } from '../stats/readers-of-dispatch.js';
import type { ReleaseFigures } from '../stats/release-figures.js';

/** One figure of one release: what it is about (the release, a link, an hour), its name, its number. */
export interface ReleaseCsvRow {
  about: string;
  name: string;
  number: number | null;
}

/** All figures of a release's page, one a line, so that any program can take what it wants. */
export function releaseCsvRows(figures: ReleaseFigures, readers: ReadersOfDispatch | null): ReleaseCsvRow[] {
  const numbers = Object.entries({ ...figures, ...readers }).flatMap(([name, number]) =>
    typeof number === 'number' ? [{ about: figures.headline, name, number }] : [],
  );
  const links = (readers?.links ?? []).flatMap(({ url, people, requests, machine }) =>
    Object.entries({ people, requests, machine }).map(([name, number]) => ({ about: url, name, number })),
  );
  const hours = (readers?.hours ?? []).flatMap(({ at, opened, clicked }) =>
    Object.entries({ opened, clicked }).map(([name, number]) => ({ about: at.toISOString(), name, number })),
  );
  return [...numbers, ...links, ...hours];
}
