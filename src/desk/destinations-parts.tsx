import type { VNode } from 'preact';
import type { Destination } from '../bounces/destinations.service.js';
import { Tag } from '../web/components/badge.js';

/** How a destination fares, as a sign. */
export function DestinationTag({ destination }: { destination: Destination }): VNode {
  if (destination.heldUntil)
    return (
      <Tag icon="pause" tone="hold">
        Resting
      </Tag>
    );
  const { accepted, deferred, refused, bounced } = destination;
  if (deferred + refused + bounced === 0)
    return (
      <Tag icon="check" tone="ok">
        Takes our mail
      </Tag>
    );
  return refused + bounced > accepted - bounced ? (
    <Tag icon="ban" tone="stop">
      Refuses most
    </Tag>
  ) : (
    <Tag icon="hourglass" tone="hold">
      Some trouble
    </Tag>
  );
}

export function destinationHref(domain: string): string {
  return `/desk/destinations/${encodeURIComponent(domain)}`;
}
