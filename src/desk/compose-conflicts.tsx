import type { VNode } from 'preact';
import { Button, ButtonRow } from '../web/components/button.js';
import { Icon } from '../web/components/icon.js';
import { PART_NAMES, type ComposePart } from './compose-parts.js';

/** A part that two people changed at once. */
export interface Conflict {
  part: ComposePart;
  /** Who saved it, and "12:04". */
  by: string;
  at: string;
  /** What they wrote, as text. */
  theirs: string;
  /** What was typed here, as text. */
  mine: string;
}

/** Both texts side by side. What was typed here stays in the form below, and is saved by saving again. */
export function ComposeConflicts({ conflicts }: { conflicts: Conflict[] }): VNode | null {
  const [first] = conflicts;
  if (!first) return null;
  return (
    <div class="notice notice-hold conflicts" role="alert" tabIndex={-1} data-focus-first>
      <Icon name="triangle-alert" />
      <div>
        <strong>{`${first.by} changed the same as you did`}</strong>
        <p>Everything else is saved. Your words are still in the form below. Which shall stand?</p>
        {conflicts.map((conflict) => (
          <OneConflict {...conflict} />
        ))}
        <ButtonRow>
          <Button form="compose" look="primary" icon="save">
            Save yours
          </Button>
          <Button form="compose" name="take" value={conflicts.map(({ part }) => part).join(' ')}>
            {`Take over what ${first.by} wrote`}
          </Button>
        </ButtonRow>
      </div>
    </div>
  );
}

function OneConflict({ part, by, at, theirs, mine }: Conflict): VNode {
  return (
    <section class="conflict" aria-label={PART_NAMES[part]}>
      <h2>{PART_NAMES[part]}</h2>
      <div class="conflict-sides">
        <div>
          <h3>{`${by}, stored at ${at}`}</h3>
          <div class="conflict-text">{theirs || '(empty)'}</div>
        </div>
        <div>
          <h3>You, not yet stored</h3>
          <div class="conflict-text">{mine || '(empty)'}</div>
        </div>
      </div>
    </section>
  );
}
