import type { VNode } from 'preact';
import {
  Hatchings,
  ProgressLegend,
  hatching,
  laidOut,
  type ProgressPart,
} from '../components/progress-bar.js';
import { ChartFrame } from './chart-frame.js';

type StackedBarProps = { id: string; title: string; note?: string; parts: readonly ProgressPart[] };

/** One whole and its parts, told apart by hatching as well as by colour; the legend carries the numbers. */
export function StackedBar({ id, title, note, parts }: StackedBarProps): VNode {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const spoken = parts.map((part) => `${part.label} ${part.count}`).join(', ');
  return (
    <ChartFrame title={title} note={note}>
      <svg width="100%" height="28" role="img" aria-label={`${title}: ${spoken}`}>
        <Hatchings id={id} />
        <rect class="progress-track" width="100%" height="28" />
        {laidOut(parts, total).map((bar) => (
          <>
            <rect class={`fill-${bar.tone} bar-part`} x={bar.x} width={bar.width} height="28" />
            <rect fill={hatching(id, bar.tone)} x={bar.x} width={bar.width} height="28" />
          </>
        ))}
      </svg>
      <ProgressLegend id={id} parts={parts} />
    </ChartFrame>
  );
}
