import type { VNode } from 'preact';
import { Button } from '../web/components/button.js';
import { describeEmbargo } from '../releases/describe-embargo.js';
import type { Embargo } from '../releases/embargo.js';
import type { OpenRelease } from './releases-open.js';

/** When the release may be used, in one line, and the way to change it without losing what was typed. */
export function EmbargoCard({ release }: { release: OpenRelease }): VNode {
  const { embargo } = release.version;
  return (
    <div class="embargo-card" id="part-embargo">
      <p>
        <strong>Embargo</strong>
        <span>{embargo ? liftOf(embargo) : 'None: for immediate release, as soon as it is armed.'}</span>
      </p>
      <Button name="then" value="embargo" icon="lock">
        {embargo ? 'Save and change it' : 'Save and set one'}
      </Button>
    </div>
  );
}

/** "Tuesday, 24 November 2026, 09:00 EST" */
function liftOf(embargo: Embargo): string {
  const { date, time, name } = describeEmbargo(embargo, []).newsroom;
  return `${date}, ${time} ${name}`;
}
