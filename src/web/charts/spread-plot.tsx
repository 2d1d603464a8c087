import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import { percent } from '../components/progress-bar.js';
import { ChartFrame } from './chart-frame.js';

/** Five points of a distribution, smallest to largest. */
export type Spread = {
  name: string;
  least: number;
  quarter: number;
  middle: number;
  threeQuarters: number;
  most: number;
};

type SpreadPlotProps = {
  title: string;
  note?: string;
  spreads: readonly Spread[];
  valueText: (value: number) => string;
};

/** How far values lie apart: a box for the middle half, a bold line for the median, whiskers to the ends. */
export function SpreadPlot({ title, note, spreads, valueText }: SpreadPlotProps): VNode {
  const most = Math.max(...spreads.map((spread) => spread.most), 0) || 1;
  const x = scaleLinear([0, most], [0, 100]);
  return (
    <ChartFrame title={title} note={note} table={numbers(spreads, valueText)}>
      <table class="bars">
        <caption class="visually-hidden">{title}</caption>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Spread</th>
            <th scope="col">Median</th>
          </tr>
        </thead>
        <tbody>
          {spreads.map((spread) => (
            <tr>
              <th scope="row">{spread.name}</th>
              <td class="bars-bar">
                <Box
                  spread={spread}
                  at={(value) => percent(x(value))}
                  width={(from, to) => percent(x(to) - x(from))}
                />
              </td>
              <td class="bars-number">{valueText(spread.middle)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}

type BoxProps = {
  spread: Spread;
  at: (value: number) => string;
  width: (from: number, to: number) => string;
};

function Box({ spread, at, width }: BoxProps): VNode {
  return (
    <svg width="100%" height="22" aria-hidden="true" focusable="false" overflow="visible">
      <line class="spread-whisker" x1={at(spread.least)} x2={at(spread.most)} y1="11" y2="11" />
      <line class="spread-whisker" x1={at(spread.least)} x2={at(spread.least)} y1="6" y2="16" />
      <line class="spread-whisker" x1={at(spread.most)} x2={at(spread.most)} y1="6" y2="16" />
      <rect
        class="spread-box"
        x={at(spread.quarter)}
        width={width(spread.quarter, spread.threeQuarters)}
        y="3"
        height="16"
      />
      <line class="spread-middle" x1={at(spread.middle)} x2={at(spread.middle)} y1="3" y2="19" />
    </svg>
  );
}

function numbers(spreads: readonly Spread[], valueText: (value: number) => string) {
  return {
    columns: ['Group', 'Least', '25 %', 'Median', '75 %', 'Most'],
    rows: spreads.map((spread) => [
      spread.name,
      ...[spread.least, spread.quarter, spread.middle, spread.threeQuarters, spread.most].map(valueText),
    ]),
  };
}
