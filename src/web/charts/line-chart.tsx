import { scaleLinear, scaleUtc, type ScaleLinear, type ScaleTime } from 'd3-scale';
import type { VNode } from 'preact';
import { percent } from '../components/progress-bar.js';
import { ChartFrame, type ChartTable } from './chart-frame.js';
import { apart, Curve, Sign, Signs } from './line-curves.js';

export type TimePoint = { at: Date; value: number };
export type TimeSeries = { name: string; points: readonly TimePoint[] };
/** Something that happened at one instant: a pause, the lift. Drawn as a dashed upright with its word. */
export type TimeMark = { at: Date; label: string };

type LineChartProps = {
  id: string;
  title: string;
  note?: string;
  /** One sentence that says what the drawing shows; read out in its place. */
  summary: string;
  /**
   * The first is drawn as an area, the others as a dashed and a dotted line; several have a sign each at their points, and
   * lines of the same value are drawn one above the other. At most three.
   */
  series: readonly TimeSeries[];
  marks?: readonly TimeMark[];
  /** How an instant is written on the axis and in the table, in the reader's zone. */
  timeText: (at: Date) => string;
};

const HEIGHT = 220;
const WIDTH = 1000;

/**
 * Values over time. The curve lives in a nested SVG that stretches to the width there is; texts and
 * marks are placed by percentage outside it, so letters keep their size on a phone.
 */
export function LineChart(props: LineChartProps): VNode {
  const drawing = scales(props.series);
  const { x } = drawing;
  const lines = apart(props.series);
  const hasSeveral = lines.length > 1;
  return (
    <ChartFrame title={props.title} note={props.note} table={numbers(props)}>
      <div class="plot">
        <svg
          width="100%"
          height={HEIGHT + 28}
          role="img"
          aria-labelledby={`${props.id}-title ${props.id}-desc`}
        >
          <title id={`${props.id}-title`}>{props.title}</title>
          <desc id={`${props.id}-desc`}>{props.summary}</desc>
          <Grid {...drawing} />
          <svg
            x="0"
            y="0"
            width="100%"
            height={HEIGHT}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            overflow="visible"
          >
            {lines.map((series, index) => (
              <Curve series={series} index={index} {...drawing} />
            ))}
          </svg>
          {hasSeveral && lines.map((series, index) => <Signs series={series} index={index} {...drawing} />)}
          <TimeAxis {...drawing} timeText={props.timeText} />
          {props.marks?.map((mark) => (
            <g>
              <line class="plot-mark" x1={share(x, mark.at)} x2={share(x, mark.at)} y1="0" y2={HEIGHT} />
              <text
                x={share(x, mark.at)}
                y="10"
                dx={x(mark.at) > WIDTH * 0.8 ? -5 : 5}
                text-anchor={x(mark.at) > WIDTH * 0.8 ? 'end' : 'start'}
              >
                {mark.label}
              </text>
            </g>
          ))}
          {props.series.length === 1 && <HighestPoint points={props.series[0]?.points ?? []} {...drawing} />}
        </svg>
      </div>
      {hasSeveral && <SeriesLegend series={props.series} />}
    </ChartFrame>
  );
}

/** Places of the drawing: `x` up to `width`, of which the page makes its own width, `y` in px. */
export type Scales = {
  x: ScaleTime<number, number>;
  y: ScaleLinear<number, number>;
  width: number;
  height: number;
};

function scales(series: readonly TimeSeries[]): Scales {
  const points = series.flatMap((one) => one.points);
  const times = points.map((point) => point.at.getTime());
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const from = Number.isFinite(first) ? first : 0;
  const to = Number.isFinite(last) && last > from ? last : from + 60_000;
  const highest = Math.max(1, ...points.map((point) => point.value));
  return {
    x: scaleUtc([new Date(from), new Date(to)], [0, WIDTH]),
    y: scaleLinear([0, highest], [HEIGHT, 0]).nice(4),
    width: WIDTH,
    height: HEIGHT,
  };
}

function Grid({ y }: Scales): VNode {
  const values = y.ticks(4).filter(Number.isInteger);
  return (
    <g aria-hidden="true">
      {values.map((value) => (
        <>
          <line
            class={value === 0 ? 'plot-base' : 'plot-grid'}
            x1="0"
            x2="100%"
            y1={y(value)}
            y2={y(value)}
          />
          <text x="0" dx="-8" y={y(value)} dy="0.32em" text-anchor="end">
            {value.toLocaleString('en')}
          </text>
        </>
      ))}
    </g>
  );
}

/** Four instants at equal distances: whatever the span, they fit on a phone. */
function TimeAxis({ x, timeText }: Scales & { timeText: (at: Date) => string }): VNode {
  const instants = [0, 1 / 3, 2 / 3, 1].map((part) => x.invert(part * WIDTH));
  return (
    <g aria-hidden="true">
      {instants.map((at, index) => (
        <text
          x={share(x, at)}
          y={HEIGHT + 20}
          text-anchor={index === 0 ? 'start' : index === 3 ? 'end' : 'middle'}
        >
          {timeText(at)}
        </text>
      ))}
    </g>
  );
}

function HighestPoint({ points, x, y }: Scales & { points: readonly TimePoint[] }): VNode | null {
  const top = points.reduce<TimePoint | undefined>(
    (best, point) => (best && best.value >= point.value ? best : point),
    undefined,
  );
  if (!top || top.value === 0) return null;
  return (
    <g aria-hidden="true">
      <circle class="plot-point" cx={share(x, top.at)} cy={y(top.value)} r="4" />
      <text
        class="plot-name"
        x={share(x, top.at)}
        y={Math.max(y(top.value) - 11, 10)}
        text-anchor={anchorAt(x(top.at))}
      >
        {top.value.toLocaleString('en')}
      </text>
    </g>
  );
}

function SeriesLegend({ series }: { series: readonly TimeSeries[] }): VNode {
  return (
    <ul class="legend">
      {series.map((one, index) => (
        <li>
          <svg class="swatch" width="28" height="12" aria-hidden="true" focusable="false">
            <line class={`plot-line plot-line-${index}`} x1="0" x2="28" y1="6" y2="6" />
            <svg x="14" y="6" overflow="visible">
              <Sign index={index} />
            </svg>
          </svg>{' '}
          {one.name}
        </li>
      ))}
    </ul>
  );
}

/** Near the edges a text would be cut, so there it grows inwards. */
function anchorAt(place: number): 'start' | 'middle' | 'end' {
  if (place < WIDTH * 0.1) return 'start';
  return place > WIDTH * 0.9 ? 'end' : 'middle';
}

function share(x: Scales['x'], at: Date): string {
  return percent((x(at) / WIDTH) * 100);
}

/** One row an instant; an instant that a series lacks shows a dash. */
function numbers({ series, timeText }: LineChartProps): ChartTable {
  const instants = new Set(series.flatMap((one) => one.points.map((point) => point.at.getTime())));
  const valueAt = series.map((one) => new Map(one.points.map((point) => [point.at.getTime(), point.value])));
  return {
    columns: ['Time', ...series.map((one) => one.name)],
    rows: [...instants]
      .sort((a, b) => a - b)
      .map((at) => [timeText(new Date(at)), ...valueAt.map((values) => values.get(at) ?? '–')]),
  };
}
