import type { VNode } from 'preact';
import type { ReasonCount } from '../dispatch/dispatch-views.js';
import type { DispatchProgress, TierProgress } from '../dispatch/progress-views.js';
import { BarsByReason } from '../web/charts/bars-by-reason.js';
import { Badge } from '../web/components/badge.js';
import { ButtonRow, LinkButton } from '../web/components/button.js';
import { Countdown } from '../web/components/countdown.js';
import { type Column, DataTable } from '../web/components/data-table.js';
import { ProgressBar, ProgressLegend, type ProgressPart } from '../web/components/progress-bar.js';
import { StatNumbers } from '../web/components/stat-numbers.js';
import { Time, TimeInZones } from '../web/components/time.js';
import { fragment } from '../web/page.js';
import { timeLeft } from '../web/time-left.js';
import { DispatchButtons } from './dispatch-buttons.js';
import { LiveNotices } from './dispatch-notices.js';
import {
  isOver,
  liftSentence,
  openCount,
  percentDone,
  phaseOf,
  speedOf,
  untriedCount,
} from './dispatch-phase.js';
import { NewsroomLink } from './releases-header.js';
import { BADGE_OF_PHASE, REASON_STATES, reasonsInWords, TIER_WORDS } from './dispatch-words.js';

export interface LiveProps {
  progress: DispatchProgress;
  reasons: readonly ReasonCount[];
  zone: string;
  /** Whether the person may steer the dispatch. */
  maySteer: boolean;
}

/** What changes while one watches. Rendered into the page, and again for each event of the stream. */
export function DispatchLive(props: LiveProps): VNode {
  const { progress, zone } = props;
  const phase = phaseOf(progress);
  return (
    <>
      <div class="dispatch-controls">
        <p>
          <Badge state={BADGE_OF_PHASE[phase]} /> <Standing progress={progress} />
        </p>
        {props.maySteer && <DispatchButtons progress={progress} />}
      </div>
      <LiveNotices progress={progress} zone={zone} maySteer={props.maySteer} />
      {phase === 'waiting' ? <BeforeLift progress={progress} zone={zone} /> : <Progress {...props} />}
      <Tiers tiers={progress.tiers} zone={zone} />
    </>
  );
}

/** The same as text, for the stream. */
export function liveFragment(props: LiveProps): string {
  return fragment(<DispatchLive {...props} />);
}

/** Seen to the percent; said only every tenth of the way, since a screen reader reads each change out. */
function Standing({ progress }: { progress: DispatchProgress }): VNode {
  const said = statusSentence(progress);
  const percent = percentDone(progress);
  if (phaseOf(progress) !== 'sending' || said === TRIED) return <span role="status">{said}</span>;
  return (
    <>
      <span aria-hidden="true">{percent < 1 ? said : `${percent} percent done.`}</span>
      <span role="status" class="visually-hidden">
        {said}
      </span>
    </>
  );
}

const TRIED = 'Everybody has been tried; the deferred are tried again.';

function statusSentence(progress: DispatchProgress): string {
  const phase = phaseOf(progress);
  if (phase === 'waiting') return 'Goes out by itself at the lift.';
  if (phase === 'finished') return isOver(progress) ? 'Everybody has been tried.' : 'Going on.';
  if (phase === 'stopped') return 'Nothing more leaves.';
  if (phase === 'sending' && untriedCount(progress) === 0 && progress.account.deferred > 0) return TRIED;
  if (phase === 'sending') return tenthsDone(percentDone(progress));
  return 'Nothing leaves at the moment.';
}

function tenthsDone(percent: number): string {
  return percent < 10 ? 'Leaving now.' : `${Math.floor(percent / 10) * 10} percent done.`;
}

function BeforeLift({ progress, zone }: { progress: DispatchProgress; zone: string }): VNode {
  const zones = [...new Set([progress.embargoZone ?? zone, zone, 'UTC'])];
  return (
    <div class="before-lift">
      <p class="countdown-line">
        <span>Lifts in</span>
        <strong>
          <Countdown until={progress.liftAt} now={progress.now} done="Any moment" />
        </strong>
      </p>
      <TimeInZones
        at={progress.liftAt}
        zones={zones.map((one) => ({ label: zoneLabel(one, zone), zone: one }))}
      />
    </div>
  );
}

function zoneLabel(zone: string, newsroom: string): string {
  if (zone === newsroom) return 'In the newsroom';
  return zone === 'UTC' ? 'UTC' : 'As it was set';
}

function Progress({ progress, reasons }: LiveProps): VNode {
  const { account } = progress;
  const parts = progressParts(progress);
  const base = `/desk/dispatches/${progress.id}/recipients`;
  const shown = REASON_STATES.map((each) => ({
    ...each,
    rows: reasonsInWords(reasons, each.state, () => `${base}?state=${each.state}`),
  })).filter((each) => each.rows.length > 0);
  return (
    <>
      <ProgressBar id="sent" label="Recipients dealt with" parts={parts} total={account.frozen} />
      <ProgressLegend id="sent" parts={parts} />
      <Figures progress={progress} base={base} />
      <p class="account-line">{accountSentence(progress)}</p>
      {hasLifted(progress) && <WhereNow progress={progress} />}
      {shown.length > 0 && (
        <div class="columns">
          {shown.map((each) => (
            <BarsByReason title={each.title} heading="Reason" tone={each.tone} reasons={each.rows} />
          ))}
        </div>
      )}
    </>
  );
}

/** Everybody's tier has begun: the newsroom page is open, and there is something to count. */
function hasLifted({ tiers }: DispatchProgress): boolean {
  return tiers.some(({ tier, startedAt }) => tier === 'general' && startedAt !== null);
}

function WhereNow({ progress }: { progress: DispatchProgress }): VNode {
  return (
    <ButtonRow>
      <NewsroomLink publicId={progress.publicId} />
      <LinkButton href={`/desk/statistics/${progress.id}`} look="quiet" icon="chart-line">
        Statistics
      </LinkButton>
    </ButtonRow>
  );
}

export function progressParts({ account }: Pick<DispatchProgress, 'account'>): ProgressPart[] {
  const parts: ProgressPart[] = [
    { label: 'Accepted', count: account.accepted, tone: 'ok' },
    { label: 'Refused', count: account.refused, tone: 'stop' },
    { label: 'In doubt', count: account.in_doubt, tone: 'accent' },
    { label: 'Suppressed or cancelled', count: account.suppressed + account.cancelled, tone: 'idle' },
    { label: 'Deferred, tried again', count: account.deferred, tone: 'hold' },
  ];
  return parts.filter((part) => part.tone === 'ok' || part.count > 0);
}

function Figures({ progress, base }: { progress: DispatchProgress; base: string }): VNode {
  const { account, tiers, now } = progress;
  const speed = speedOf(progress);
  const moves = phaseOf(progress) === 'sending' && untriedCount(progress) > 0;
  const next = tiers.flatMap((tier) => tier.nextAttemptAt ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
  return (
    <StatNumbers
      stats={[
        {
          label: 'Accepted',
          value: account.accepted,
          detail: `of ${account.frozen.toLocaleString('en')}`,
          href: `${base}?state=accepted`,
        },
        { label: 'Refused', value: account.refused, href: `${base}?state=refused` },
        {
          label: 'Deferred',
          value: account.deferred,
          href: `${base}?state=deferred`,
          ...(next ? { detail: `next try in ${timeLeft(next.getTime() - now.getTime(), 'a moment')}` } : {}),
        },
        { label: 'Still open', value: untriedCount(progress) },
        { label: 'Mails a second', value: moves ? speedText(speed.perSecond) : '–' },
        {
          label: 'Time left',
          value: moves && speed.secondsLeft !== null ? leftText(speed.secondsLeft) : '–',
        },
      ]}
    />
  );
}

function speedText(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en');
}

function leftText(seconds: number): string {
  return timeLeft(seconds * 1000, 'under 1 s');
}

/** Law 2's equation, so that anybody can check that nobody is missing. */
function accountSentence(progress: DispatchProgress): string {
  const { account } = progress;
  const terms = [
    `${number(account.accepted)} accepted`,
    `${number(account.refused)} refused`,
    `${number(account.suppressed)} suppressed`,
    `${number(account.cancelled)} cancelled`,
    `${number(account.in_doubt)} in doubt`,
    `${number(openCount(progress))} open`,
  ];
  const equation = `${number(account.frozen)} frozen = ${terms.join(' + ')}.`;
  const lift = liftSentence(progress);
  return lift ? `${lift} ${equation}` : equation;
}

const number = (value: number): string => value.toLocaleString('en');

function Tiers({ tiers, zone }: { tiers: readonly TierProgress[]; zone: string }): VNode {
  return (
    <DataTable
      caption="Tiers"
      showCaption
      columns={tierColumns(zone)}
      rows={tiers}
      empty={<p>No tiers.</p>}
    />
  );
}

function tierColumns(zone: string): Column<TierProgress>[] {
  return [
    { title: 'Tier', isTitle: true, cell: (tier) => TIER_WORDS[tier.tier] ?? tier.tier },
    { title: 'Opens', cell: (tier) => <Time at={tier.opensAt} zone={zone} /> },
    {
      title: 'Recipients',
      align: 'end',
      cell: (tier) => (tier.frozenAt ? number(tier.frozen) : 'not frozen yet'),
    },
    { title: 'Accepted', align: 'end', cell: (tier) => number(tier.accepted) },
    { title: 'Refused', align: 'end', cell: (tier) => number(tier.refused) },
    { title: 'Open', align: 'end', cell: (tier) => number(tier.pending + tier.transmitting + tier.deferred) },
  ];
}
