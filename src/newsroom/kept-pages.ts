import { Injectable } from '@nestjs/common';
import { PublicBody } from './public-body.js';
import { PublicEdition } from './public-edition.js';
import { Turns } from './turns.js';

interface Kept {
  /** Makes the page, once however often it is called. */
  make: () => Promise<PublicBody>;
  /** The page once it is there. */
  made: PublicBody | null;
  /** What the database said before the page was made. */
  edition: string;
  /** By this process's monotonic clock, in ms. */
  until: number;
  /** What stood here before, and how long it may be shown while this one is made. */
  former: { body: PublicBody; until: number } | null;
  /** Its turn among those that readers wait for, and among those that nobody waits for. */
  awaited?: Promise<PublicBody>;
  renewal?: Promise<PublicBody | undefined>;
}

/**
 * ms. What somebody changes past the record, by hand in the database, shows after this time at the latest: in lists, and
 * in what stands beside a release. Whether the release itself may be seen is asked at every request.
 */
const LONGEST = { list: 1000, release: 10_000 };
/** ms for which what stands beside a release may be of before a change, if making it anew takes that long. */
const GRACE = 1000;
const MOST_PAGES = 500;
/** Pages made at once: the rest of the connections answer those whose page is there. */
const MAKERS = 3;
/**
 * Who waits for nothing is made last: one at a time, with rests of three times as long as the last one took, or as short as
 * all who wait need to be done within the grace. Twenty pages made in a row let everybody else wait for 150 ms.
 */
const unhurried = (took: number, waiting: number) => Math.min(3 * took, GRACE / (waiting + 1));

/**
 * Keeps public pages in memory for as long as they would be made the same again: until the database says that something
 * public may have changed or a lift has passed. It is asked at every request. Readers who come while a page is being
 * made wait for the same one. Only for pages that are the same for everybody.
 */
@Injectable()
export class KeptPages {
  private readonly kept = new Map<string, Kept>();
  private readonly turns = new Turns(MAKERS);
  private readonly renewals = new Turns(1, unhurried);

  constructor(private readonly editions: PublicEdition) {}

  /** A list, a feed: whatever shows many releases. Nobody gets one from before a change. */
  async page(key: string, make: () => Promise<string>): Promise<PublicBody> {
    const page = this.find(key, await this.editions.current(), LONGEST.list, make);
    return page.made ?? this.waitFor(page);
  }

  /**
   * A release of which the database has just said that this version may be seen, and with it the edition. The key names
   * the version and its content. What stands beside it may for a second be what it was before a change.
   */
  async pageOf(key: string, edition: string, make: () => Promise<string>): Promise<PublicBody> {
    // Pages that were made together are not made anew together.
    const page = this.find(key, edition, LONGEST.release * (0.5 + Math.random() / 2), make);
    if (page.made) return page.made;
    if (!page.former || performance.now() >= page.former.until) return this.waitFor(page);
    // Should it fail, the next reader after the grace is told.
    page.renewal ??= this.renewals.take(page.make).catch(() => undefined);
    return page.former.body;
  }

  private waitFor(page: Kept): Promise<PublicBody> {
    return (page.awaited ??= this.turns.take(page.make));
  }

  private find(key: string, edition: string, longest: number, make: () => Promise<string>): Kept {
    const known = this.kept.get(key);
    const isGood = known?.edition === edition && performance.now() < known.until;
    return this.keep(key, isGood ? known : this.begin(key, edition, longest, make));
  }

  /** What happens while it is made only makes the page newer than it claims to be. */
  private begin(key: string, edition: string, longest: number, make: () => Promise<string>): Kept {
    const now = performance.now();
    const former = this.formerOf(key, now);
    const making = async () => {
      try {
        return (page.made = bodyOf(await make(), former?.body));
      } catch (error) {
        if (this.kept.get(key) === page) this.kept.delete(key);
        throw error;
      }
    };
    let begun: Promise<PublicBody> | undefined;
    const page: Kept = {
      make: () => (begun ??= making()),
      made: null,
      edition,
      until: now + longest,
      former,
    };
    return page;
  }

  private formerOf(key: string, now: number): Kept['former'] {
    const known = this.kept.get(key);
    return known?.made ? { body: known.made, until: now + GRACE } : (known?.former ?? null);
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

/** Nothing but time has passed: what was packed stays packed. */
function bodyOf(html: string, former: PublicBody | undefined): PublicBody {
  return former?.content === html ? former : new PublicBody(html);
}
