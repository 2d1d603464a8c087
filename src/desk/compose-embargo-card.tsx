import type { VNode } from 'preact';
import { Button } from '../web/components/button.js';
import { Time } from '../web/components/time.js';
import type { OpenRelease } from './releases-open.js';

/** When the release may be used, in one line, and the way to change it without losing what was typed. */
export function EmbargoCard({ release, zone }: { release: OpenRelease; zone: string }): VNode {
  const { embargoAt, embargoZone } = release.version;
  return (
    <div class="embargo-card" id="part-embargo">
      <p>
        <strong>Embargo</strong>
        <span>
          {embargoAt ? (
            <Time at={embargoAt} zone={embargoZone ?? zone} look="full" />
          ) : (
            'None: for immediate release, as soon as it is armed.'
          )}
        </span>
      </p>
      <Button name="then" value="embargo" icon="lock">
        {embargoAt ? 'Save and change it' : 'Save and set one'}
      </Button>
    </div>
  );
}
