import type { VNode } from 'preact';
import { categories, type BounceCategory } from '../bounces/reading/categories.js';
import type { Arrival } from '../stats/arrival.js';
import type { ReasonFigures } from '../stats/reason-figures.js';
import type { ReleaseFigures } from '../stats/release-figures.js';
import { BarsByReason } from '../web/charts/bars-by-reason.js';
import { LineChart } from '../web/charts/line-chart.js';
import { type Spread, SpreadPlot } from '../web/charts/spread-plot.js';
import { secondsText } from './dispatch-phase.js';
import { reasonsInWords } from './dispatch-words.js';

/** Releases in one spread plot; the newest. */
const SPREADS = 12;

/** How long after the lift the mails of each release were accepted. */
export function SpreadOfReleases({ releases }: { releases: readonly ReleaseFigures[] }): VNode | null {
  const spreads = releases.flatMap(spreadOf).slice(0, SPREADS);
  if (spreads.length === 0) return null;
  return (
    <SpreadPlot
      title="From lift to acceptance"
      note="first, middle half, median and last; all but early access"
      spreads={spreads}
      valueText={(seconds) => secondsText(seconds)}
    />
  );
}

function spreadOf(figures: ReleaseFigures): Spread[] {
  const { firstSeconds, quarterSeconds, medianSeconds, threeQuarterSeconds, lastSeconds } = figures;
  if (
    firstSeconds === null ||
    quarterSeconds === null ||
    medianSeconds === null ||
    threeQuarterSeconds === null ||
    lastSeconds === null
  )
    return [];
  return [
    {
      name: figures.headline,
      least: firstSeconds,
      quarter: quarterSeconds,
      middle: medianSeconds,
      threeQuarters: threeQuarterSeconds,
      most: lastSeconds,
    },
  ];
}

export function ReasonCharts({ reasons }: { reasons: ReasonFigures }): VNode | null {
  const refused = reasonsInWords(
    reasons.refusals.map((each) => ({ ...each, state: 'refused', text: each.text ?? '' })),
    'refused',
  );
  const bounced = reasons.bounces.map(({ category, hard, count }) => ({
    reason: meaningOf(category),
    detail: hard ? 'the address is dead' : category,
    count,
  }));
  if (refused.length + bounced.length === 0) return null;
  return (
    <div class="columns">
      {refused.length > 0 && (
        <BarsByReason title="Refused at once, by reason" heading="Reason" tone="stop" reasons={refused} />
      )}
      {bounced.length > 0 && (
        <BarsByReason title="Bounced later, by reason" heading="Reason" tone="hold" reasons={bounced} />
      )}
    </div>
  );
}

function meaningOf(category: string): string {
  return (categories[category as BounceCategory]?.means ?? category).replace(/\.$/, '');
}

/** How the share of accepted mails grew after the lift, beside what was sent before. */
export function ArrivalChart({ arrival }: { arrival: Arrival }): VNode | null {
  const last = arrival.points.at(-1);
  if (!last) return null;
  const series = (points: Arrival['points']) =>
    points.map(({ seconds, percent }) => ({
      at: new Date(seconds * 1000),
      value: Math.round(percent * 10) / 10,
    }));
  return (
    <LineChart
      id="arrival"
      title="Accepted after the lift"
      note="percent of the recipients at the lift"
      summary={arrivalSentence(arrival)}
      series={[
        { name: 'This release', points: series(arrival.points) },
        ...(arrival.earlier.length > 0
          ? [{ name: `Median of the ${arrival.compared} before`, points: series(arrival.earlier) }]
          : []),
      ]}
      timeText={(at) => secondsText(at.getTime() / 1000)}
    />
  );
}

export function arrivalSentence({ points, earlier, compared }: Arrival): string {
  const half = points.find((point) => point.percent >= 50);
  const own = half ? `Half had it ${durationText(half.seconds)} after the lift.` : 'Less than half have it.';
  const before = earlier.find((point) => point.percent >= 50);
  if (compared === 0) return own;
  const others = before ? `it took ${durationText(before.seconds)}` : 'it took longer than this curve shows';
  return `${own} For the median of the ${compared} before, ${others}.`;
}

/** A time that is known to lie after the lift needs no sign. */
function durationText(seconds: number): string {
  return secondsText(seconds).replace(/^\+/, '');
}
