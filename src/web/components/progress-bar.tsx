import type { VNode } from 'preact';
import type { Tone } from './badge.js';

export type ProgressPart = { label: string; count: number; tone: Tone };

type ProgressBarProps = { id: string; label: string; parts: readonly ProgressPart[]; total: number };

/**
 * How much of a whole is done, and of what kind. Drawn with SVG percentages, so no inline style is
 * needed; each kind has its own hatching beside its colour.
 */
export function ProgressBar({ id, label, parts, total }: ProgressBarProps): VNode {
  const done = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(total, 1)}
      aria-valuenow={done}
      aria-valuetext={spoken(parts, done, total)}
    >
      <svg width="100%" height="14" aria-hidden="true" focusable="false">
        <Hatchings id={id} />
        <rect class="progress-track" width="100%" height="14" />
        {laidOut(parts, total).map((bar) => (
          <>
            <rect class={`fill-${bar.tone}`} x={bar.x} width={bar.width} height="14" />
            <rect fill={hatching(id, bar.tone)} x={bar.x} width={bar.width} height="14" />
          </>
        ))}
      </svg>
    </div>
  );
}

/** The colours and hatchings of a bar, said in words. */
export function ProgressLegend({ id, parts }: { id: string; parts: readonly ProgressPart[] }): VNode {
  return (
    <ul class="legend">
      {parts.map((part) => (
        <li>
          <Swatch id={id} tone={part.tone} /> {part.label} <b>{part.count.toLocaleString('en')}</b>
        </li>
      ))}
    </ul>
  );
}

export function Swatch({ id, tone }: { id: string; tone: Tone }): VNode {
  return (
    <svg class="swatch" width="14" height="14" aria-hidden="true" focusable="false">
      <rect class={`fill-${tone}`} width="14" height="14" />
      <rect fill={hatching(id, tone)} width="14" height="14" />
    </svg>
  );
}

/** Pattern definitions, one set for each bar: `id` keeps them apart on a page. */
export function Hatchings({ id }: { id: string }): VNode {
  return (
    <defs>
      <pattern id={`${id}-hold`} width="7" height="7" patternUnits="userSpaceOnUse">
        <path d="M-1,8 L8,-1 M-1,1 L1,-1 M6,8 L8,6" class="hatch" />
      </pattern>
      <pattern id={`${id}-stop`} width="7" height="7" patternUnits="userSpaceOnUse">
        <path d="M0,0 L7,7 M7,0 L0,7" class="hatch" />
      </pattern>
      <pattern id={`${id}-accent`} width="6" height="6" patternUnits="userSpaceOnUse">
        <path d="M3,0 V6" class="hatch" />
      </pattern>
      <pattern id={`${id}-idle`} width="5" height="5" patternUnits="userSpaceOnUse">
        <circle cx="2.5" cy="2.5" r="0.9" class="hatch-dot" />
      </pattern>
    </defs>
  );
}

/** The common case (ok) stays plain, everything else is hatched. */
export function hatching(id: string, tone: Tone): string {
  return tone === 'ok' ? 'none' : `url(#${id}-${tone})`;
}

/** Lays parts side by side as percentages of the whole. Never wider than the whole. */
export function laidOut(
  parts: readonly ProgressPart[],
  total: number,
): { tone: Tone; x: string; width: string }[] {
  let start = 0;
  return parts
    .filter((part) => part.count > 0 && total > 0)
    .map((part) => {
      const share = Math.min((part.count / total) * 100, 100 - start);
      const bar = { tone: part.tone, x: percent(start), width: percent(share) };
      start += share;
      return bar;
    });
}

export function percent(share: number): string {
  return `${Math.round(share * 1000) / 1000}%`;
}

function spoken(parts: readonly ProgressPart[], done: number, total: number): string {
  const kinds = parts
    .filter((part) => part.count > 0)
    .map((part) => `${part.count} ${part.label.toLowerCase()}`);
  return `${done} of ${total}${kinds.length > 0 ? `: ${kinds.join(', ')}` : ''}`;
}
