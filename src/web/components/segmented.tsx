import type { VNode } from 'preact';
import { Icon } from './icon.js';

export type Segment = { label: string; href: string; count?: number; icon?: string; current?: boolean };

/** A filter of a few exclusive choices, each a link, so it works without script and can be bookmarked. */
export function Segmented({ label, segments }: { label: string; segments: readonly Segment[] }): VNode {
  return (
    <nav class="segmented" aria-label={label}>
      {segments.map((segment) => (
        <a href={segment.href} aria-current={segment.current ? 'true' : undefined}>
          {segment.icon && <Icon name={segment.icon} />}
          {segment.label}
          {segment.count !== undefined && (
            <span class="segment-count"> {segment.count.toLocaleString('en')}</span>
          )}
        </a>
      ))}
    </nav>
  );
}

type SegmentedChoiceProps = {
  label: string;
  name: string;
  value: string;
  options: readonly { value: string; label: string; icon?: string }[];
};

/** The same look for radio buttons: the choice changes the page by CSS (`:has(:checked)`), not by a request. */
export function SegmentedChoice({ label, name, value, options }: SegmentedChoiceProps): VNode {
  return (
    <fieldset class="segmented">
      <legend class="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label>
          <input type="radio" name={name} value={option.value} checked={option.value === value} />
          {option.icon && <Icon name={option.icon} />}
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
