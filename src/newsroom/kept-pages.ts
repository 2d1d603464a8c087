import { Injectable } from '@nestjs/common';
import { PublicBody } from './public-body.js';
import { PublicEdition } from './public-edition.js';

interface Kept {
  body: Promise<PublicBody>;
  /** What the database said before the page was made. */
  edition: string;
  /** By this process's monotonic clock, in ms. */
  until: number;
}

/** ms. What somebody changes past the record, by hand in the database, shows in a list after this time at the latest. */
const LONGEST = 1000;
const MOST_PAGES = 500;

/**
 * Keeps public pages in memory for as long as they would be made the same again: until the database says that something
 * public may have changed or a lift has passed (it is asked at every request), and a second at most. Readers who come
 * while a page is being made wait for the same one. Only for pages that are the same for everybody.
 */
@Injectable()
export class KeptPages {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly editions: PublicEdition) {}

  /** A list, a feed: whatever shows many releases. */
  async page(key: string, make: () => Promise<string>): Promise<PublicBody> {
    return this.pageOf(key, await this.editions.current(), make);
  }

  /** As `page`, when the edition was asked for together with the question whether this page may be seen. */
  async pageOf(key: string, edition: string, make: () => Promise<string>): Promise<PublicBody> {
    const known = this.kept.get(key);
    const isGood = known?.edition === edition && performance.now() < known.until;
    return this.keep(key, isGood ? known : this.begin(key, edition, make)).body;
  }

  /** What happens while it is made only makes the page newer than it claims to be. */
  private begin(key: string, edition: string, make: () => Promise<string>): Kept {
    const body = make().then((html) => new PublicBody(html));
    body.catch(() => this.kept.delete(key));
    return { body, edition, until: performance.now() + LONGEST };
  }

  /** The one asked for last is forgotten last. */
  private keep(key: string, page: Kept): Kept {
    this.kept.delete(key);
    this.kept.set(key, page);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > MOST_PAGES && oldest !== undefined) this.kept.delete(oldest);
    return page;
  }
}
