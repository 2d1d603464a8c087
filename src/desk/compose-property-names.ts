import type { BoundProperty } from '../releases/bound-content.js';
import { PART_NAMES } from './compose-parts.js';

/** How people call what an approval binds. */
export const PROPERTY_NAMES: Record<BoundProperty, string> = {
  ...PART_NAMES,
  kind: 'kind',
  audience: 'topics',
  embargoWall: 'embargo',
  embargoZone: 'time zone of the embargo',
  embargoAt: 'embargo',
  earlyAt: 'early access',
  stopAfter: 'end of sending',
};

/** Each name once: an embargo is three properties and one thing. */
export function propertyNames(properties: readonly BoundProperty[] | null): string[] | null {
  return properties && [...new Set(properties.map((property) => PROPERTY_NAMES[property]))];
}
