/**
 * What a server's answer means, and what Dateline does about it. The word is stored with each bounce and shown
 * on its page; `docs/bounces.md` is written from this table and a spec holds the two together.
 */
export interface CategoryMeaning {
  /** One sentence for the press desk. */
  means: string;
  /**
   * suppress: stop mailing this address at once · count: suppress after several within days · retry: the
   * delivery tries again by itself · admin: not the journalist's fault, a person must look · none: nothing.
   */
  consequence: 'suppress' | 'count' | 'retry' | 'admin' | 'none';
}

export const categories = {
  'unknown-address': { means: 'Nobody has this address.', consequence: 'suppress' },
  'domain-gone': { means: 'The domain does not exist any more.', consequence: 'suppress' },
  'domain-without-mail': {
    means: 'The domain says that it takes no mail (RFC 7505).',
    consequence: 'suppress',
  },
  moved: { means: 'The person has left, or the address has been replaced.', consequence: 'suppress' },
  'unconfirmed-address': {
    means: 'They say that nobody has this address, but not in the place where that answer is certain.',
    consequence: 'count',
  },
  'mailbox-full': { means: 'The mailbox has no room.', consequence: 'count' },
  suspended: { means: 'The account is closed for now, locked or unused.', consequence: 'count' },
  filtered: { means: 'The recipient, or a filter of theirs, does not take this mail.', consequence: 'count' },
  policy: { means: 'A rule of the receiving server forbids this mail.', consequence: 'admin' },
  reputation: { means: 'Our sending address or domain is listed or mistrusted.', consequence: 'admin' },
  authentication: {
    means: 'SPF, DKIM, DMARC or reverse DNS of our domain did not pass.',
    consequence: 'admin',
  },
  sender: { means: 'Our sender address or domain is refused.', consequence: 'admin' },
  relay: { means: 'The server does not feel responsible for the recipient’s domain.', consequence: 'admin' },
  content: {
    means: 'The text or an attachment was taken for spam, a virus or broken.',
    consequence: 'admin',
  },
  size: { means: 'The message is larger than they take.', consequence: 'admin' },
  protocol: { means: 'The servers did not understand each other.', consequence: 'admin' },
  loop: { means: 'The mail went round in circles.', consequence: 'count' },
  greylisted: { means: 'First contact: they ask us to come back later.', consequence: 'retry' },
  'rate-limited': { means: 'Too much mail or too many connections at once.', consequence: 'retry' },
  network: { means: 'Their server or its name could not be reached.', consequence: 'retry' },
  expired: { means: 'It was tried for as long as the queue allows.', consequence: 'retry' },
  system: { means: 'Something is broken or missing at their side.', consequence: 'retry' },
  unknown: { means: 'They gave no reason that we understand.', consequence: 'count' },
  delivered: { means: 'The report says that it arrived.', consequence: 'none' },
} as const satisfies Record<string, CategoryMeaning>;

export type BounceCategory = keyof typeof categories;

/** The address is dead: stop mailing it. Only these four may ever be called hard. */
export function meansDeadAddress(category: BounceCategory): boolean {
  return categories[category].consequence === 'suppress';
}
