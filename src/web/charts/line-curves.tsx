import { area, line } from 'd3-shape';
import type { VNode } from 'preact';
import { percent } from '../components/progress-bar.js';
import type { Scales, TimePoint, TimeSeries } from './line-chart.js';

/** px by which a line is lifted over another of the same value, so that both are seen. The table has the numbers. */
const APART = 4;
/** More points than these would make a chain of signs. */
const MOST_SIGNS = 62;

/** A series with how far each of its points is lifted. */
export interface LiftedSeries extends TimeSeries {
  lifts: readonly number[];
}

/** Lifts each point over those of earlier series with the same value at the same instant; zero stays on the base line. */
export function apart(series: readonly TimeSeries[]): LiftedSeries[] {
  return series.map((one, index) => ({
    ...one,
    lifts: one.points.map((point) => {
      const below = series
        .slice(0, index)
        .filter(({ points }) => points.some((other) => isSame(other, point)));
      return point.value === 0 ? 0 : below.length * APART;
    }),
  }));
}

function isSame(a: TimePoint, b: TimePoint): boolean {
  return a.value === b.value && a.at.getTime() === b.at.getTime();
}

type CurveProps = Scales & { series: LiftedSeries; index: number };

/** The line of one series, and the area under the first. */
export function Curve({ series: { points, lifts }, index, x, y, height }: CurveProps): VNode {
  const across = (point: TimePoint): number => x(point.at);
  const up = (point: TimePoint, place: number): number => y(point.value) - (lifts[place] ?? 0);
  return (
    <>
      {index === 0 && <path class="plot-area" d={area<TimePoint>(across, height, up)([...points]) ?? ''} />}
      <path class={`plot-line plot-line-${index}`} d={line<TimePoint>(across, up)([...points]) ?? ''} />
    </>
  );
}

/** A sign of its own for each series at the points where something was; they do not stretch with the drawing. */
export function Signs({ series: { points, lifts }, index, x, y, width }: CurveProps): VNode | null {
  if (points.length > MOST_SIGNS) return null;
  return (
    <g aria-hidden="true">
      {points.map(
        (point, place) =>
          point.value > 0 && (
            <svg
              x={percent((x(point.at) / width) * 100)}
              y={y(point.value) - (lifts[place] ?? 0)}
              overflow="visible"
            >
              <Sign index={index} />
            </svg>
          ),
      )}
    </g>
  );
}

/** Circle, square, triangle. */
export function Sign({ index }: { index: number }): VNode {
  const className = `plot-sign plot-sign-${index}`;
  if (index === 0) return <circle class={className} r="3.5" />;
  if (index === 1) return <rect class={className} x="-3.5" y="-3.5" width="7" height="7" />;
  return <path class={className} d="M0-4.5 4.5 3.5h-9z" />;
}
