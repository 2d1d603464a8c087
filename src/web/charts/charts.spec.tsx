import { describe, expect, it } from '@jest/globals';
import { fragment } from '../page.js';
import { BarsByReason } from './bars-by-reason.js';
import { LineChart } from './line-chart.js';
import { PairedBars } from './paired-bars.js';
import { SpreadPlot } from './spread-plot.js';
import { StackedBar } from './stacked-bar.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 24, 8, minute));
const clock = (time: Date): string => time.toISOString().slice(11, 16);
const points = (...values: number[]) => values.map((value, minute) => ({ at: at(minute), value }));

describe('a line chart', () => {
  const chart = (series: { name: string; points: { at: Date; value: number }[] }[]): string =>
    fragment(
      <LineChart id="c" title="Accepted" summary="Rises, then falls." series={series} timeText={clock} />,
    );

  it('has a title and a sentence in place of the drawing, and its numbers as a table', () => {
    const html = chart([{ name: 'This', points: points(1, 1200, 3) }]);
    expect(html).toContain('aria-labelledby="c-title c-desc"');
    expect(html).toContain('<desc id="c-desc">Rises, then falls.</desc>');
    expect(html).toContain('<th scope="row">08:01</th><td class="cell-end" data-label="This">1,200</td>');
  });

  it('tells its lines apart without colour', () => {
    const html = chart([
      { name: 'This', points: points(1, 2) },
      { name: 'Before', points: points(2, 1) },
    ]);
    expect(html).toContain('plot-line-0');
    expect(html).toContain('plot-line-1');
    expect(html).toMatch(/<ul class="legend">.*Before/s);
  });

  it('shows each of several lines that have the same values', () => {
    const html = chart([
      { name: 'This', points: points(0, 4, 2) },
      { name: 'Before', points: points(0, 4, 1) },
      { name: 'Long ago', points: points(0, 4, 2) },
    ]);
    const lines = [...html.matchAll(/class="plot-line plot-line-\d" d="([^"]+)"/g)].map(([, path]) => path);
    expect(lines).toEqual(['M0,220L500,0L1000,110', 'M0,220L500,-4L1000,165', 'M0,220L500,-8L1000,106']);
    for (const sign of [0, 1, 2]) expect(html).toContain(`plot-sign plot-sign-${sign}`);
    expect(html).toContain('<td class="cell-end" data-label="Long ago">4</td>');
  });

  it.each([
    ['nothing', []],
    ['one point', points(5)],
    ['only zeros', points(0, 0, 0)],
  ])('draws %s without a broken number', (_name, some) => {
    expect(chart([{ name: 'This', points: some }])).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('marks a missing value with a dash', () => {
    const html = chart([
      { name: 'This', points: points(1, 2) },
      { name: 'Before', points: points(7) },
    ]);
    expect(html).toContain('<td class="cell-end" data-label="Before">–</td>');
  });
});

it('a stacked bar speaks its parts and hatches all but the plain one', () => {
  const html = fragment(
    <StackedBar
      id="s"
      title="Recipients"
      parts={[
        { label: 'Accepted', count: 3, tone: 'ok' },
        { label: 'Refused', count: 1, tone: 'stop' },
      ]}
    />,
  );
  expect(html).toContain('aria-label="Recipients: Accepted 3, Refused 1"');
  expect(html).toContain('x="75%" width="25%"');
  expect(html).toContain('fill="url(#s-stop)"');
});

it('bars by reason are a table that a reason cannot break', () => {
  const html = fragment(
    <BarsByReason
      title="Refused"
      heading="Reason"
      tone="stop"
      reasons={[
        { reason: '550 <no>', count: 4 },
        { reason: 'Full', count: 1 },
      ]}
    />,
  );
  expect(html).toContain('550 &lt;no>');
  expect(html).toContain('width="25%"');
});

it('paired bars say every value in a table, and what is not known is no zero', () => {
  const html = fragment(
    <PairedBars
      id="p"
      title="Readers"
      heading="Release"
      series={[
        { name: 'Opened', tone: 'accent' },
        { name: 'Clicked', tone: 'idle' },
      ]}
      rows={[
        { name: 'Tram <line>', values: [40, 10] },
        { name: 'Flood', values: [null, null] },
      ]}
      valueText={(value) => `${value} %`}
    />,
  );
  expect(html).toContain('Tram &lt;line>');
  const numbers = [...html.matchAll(/<td class="bars-number">.*?<\/svg>(.*?)<\/td>/g)];
  expect(numbers.map((match) => match[1]?.trim())).toEqual(['40 %', '10 %', '–', '–']);
  expect(html).toContain('width="25%"');
  expect(html).toContain('fill="url(#p-idle)"');
});

it('a spread of nothing but zeros is drawn at zero', () => {
  const spread = { name: 'Agencies', least: 0, quarter: 0, middle: 0, threeQuarters: 0, most: 0 };
  expect(
    fragment(<SpreadPlot title="Delay" spreads={[spread]} valueText={(value) => `${value} s`} />),
  ).not.toMatch(/NaN|Infinity/);
});
