import { isWebHref } from './link-href.js';
import { slotMarker } from './slot-markers.js';

/** Collects the links of one release while its HTML is made. */
export interface LinkCounter {
  /** Original addresses by index, each once, in the order of the document. */
  readonly links: string[];
  /** The address to put into the HTML, with a slot for the recipient's token where it is counted. */
  readonly rewrite: (href: string) => string;
}

/**
 * Counts clicks at `{clickBaseUrl}/{index}/{token}`. Made once per release version and language while the
 * HTML is written from the tree (0.1 ms; an HTML parser takes 3–5 ms). Only links of the body pass here:
 * mailto, unsubscribe, preferences and the plain text keep their own addresses. Without a base nothing is
 * counted.
 */
export function countLinks(clickBaseUrl: string | undefined): LinkCounter {
  const links: string[] = [];
  const rewrite = (href: string): string => {
    if (clickBaseUrl === undefined || !isWebHref(href)) return href;
    const known = links.indexOf(href);
    const index = known >= 0 ? known : links.push(href) - 1;
    return `${clickBaseUrl}/${index}/${slotMarker('trackToken')}`;
  };
  return { links, rewrite };
}
