import type { VNode } from 'preact';
import { BarsByReason } from '../charts/bars-by-reason.js';
import { LineChart, type TimePoint } from '../charts/line-chart.js';
import { PairedBars } from '../charts/paired-bars.js';
import { SpreadPlot } from '../charts/spread-plot.js';
import { StackedBar } from '../charts/stacked-bar.js';
import { ProgressBar, ProgressLegend, type ProgressPart } from '../components/progress-bar.js';
import { StatNumbers } from '../components/stat-numbers.js';

const PARTS: ProgressPart[] = [
  { label: 'Accepted', count: 1_420, tone: 'ok' },
  { label: 'Deferred, will be tried again', count: 96, tone: 'hold' },
  { label: 'Refused', count: 61, tone: 'stop' },
];
const START = Date.parse('2026-11-24T08:00:00Z');
const clock = (at: Date): string => at.toISOString().slice(11, 16);

export function ChartSamples(): VNode {
  return (
    <>
      <StatNumbers
        stats={[
          { label: 'Accepted', value: 1_420, detail: 'of 2,140' },
          { label: 'Deferred', value: 96, detail: 'next try at 09:12' },
          { label: 'Refused', value: 61, href: '#refused' },
          { label: 'A minute', value: 318 },
          { label: 'Time left', value: '1 min 46 s' },
        ]}
      />
      <ProgressBar id="sample-progress" label="Sent so far" parts={PARTS} total={2_140} />
      <ProgressLegend id="sample-progress" parts={PARTS} />
      <LineChart
        id="sample-line"
        title="Accepted per minute"
        note="24 November 2026, Stockholm"
        summary="Rises to 996 a minute at 08:14 and falls to about 60 after 08:35."
        series={[{ name: 'Accepted', points: points(1) }]}
        marks={[{ at: new Date(START + 22 * 60_000), label: 'Paused' }]}
        timeText={clock}
      />
      <PairedBars
        id="sample-pairs"
        title="Opened and clicked"
        note="percent of those who are counted"
        heading="Release"
        series={[
          { name: 'Opened', tone: 'accent' },
          { name: 'Clicked', tone: 'idle' },
        ]}
        rows={[
          { name: 'Council approves tram line', values: [41, 12] },
          { name: 'Flood barrier passes test', values: [33, 4] },
          { name: 'Too few are counted', values: [null, null] },
        ]}
        valueText={(value) => `${value} %`}
      />
      <div class="columns">
        <LineChart
          id="sample-lines"
          title="Compared with earlier releases"
          note="accepted per minute after the lift"
          summary="This release is ahead of the median of the last ten after ten minutes."
          series={[
            { name: 'This release', points: points(1) },
            { name: 'Median of the last ten', points: points(0.7) },
            { name: 'Slowest of the last ten', points: points(0.35) },
          ]}
          timeText={clock}
        />
        <div>
          <StackedBar
            id="sample-stack"
            title="What became of 2,140 recipients"
            parts={[
              ...PARTS,
              { label: 'Suppressed', count: 388, tone: 'idle' },
              { label: 'Still open', count: 175, tone: 'accent' },
            ]}
          />
        </div>
      </div>
      <div class="columns">
        <BarsByReason
          title="Refused, by reason"
          heading="Reason"
          tone="stop"
          reasons={[
            { reason: 'No such mailbox', detail: '550 5.1.1', count: 38, href: '#no-such' },
            { reason: 'Mailbox full', detail: '552 5.2.2', count: 14 },
            { reason: 'Blocked by policy', detail: '554 5.7.1', count: 7 },
            { reason: 'Domain does not exist', count: 2 },
          ]}
        />
        <SpreadPlot
          title="From lift to mailbox"
          note="seconds, by outlet type"
          valueText={(value) => `${value} s`}
          spreads={[
            { name: 'News agencies', least: 0, quarter: 1, middle: 2, threeQuarters: 4, most: 9 },
            { name: 'Newspapers', least: 1, quarter: 4, middle: 7, threeQuarters: 12, most: 31 },
            { name: 'Freelance', least: 1, quarter: 6, middle: 13, threeQuarters: 22, most: 48 },
          ]}
        />
      </div>
    </>
  );
}

function points(scale: number): TimePoint[] {
  return Array.from({ length: 61 }, (_, minute) => ({
    at: new Date(START + minute * 60_000),
    value: Math.round(
      scale * (1000 * Math.exp(-((minute - 14) ** 2) / 160) + 60 + 25 * Math.sin(minute * 1.7)),
    ),
  }));
}
