import type { VNode } from 'preact';
import type { LinkStanding } from '../releases/link-checks.service.js';
import type { Problem } from '../releases/missing-for-sending.js';
import { Button } from '../web/components/button.js';
import { Icon } from '../web/components/icon.js';
import { Time } from '../web/components/time.js';
import type { ShownPreflight } from './preview-desk.service.js';

type PreflightProps = {
  report: ShownPreflight;
  /** Of the release. */
  path: string;
  /** On the compose page, where it follows what is saved. */
  live?: boolean;
};

/** What stands in the way of sending, and what a person should look at, each with the way to its place. */
export function Preflight({ report, path, live }: PreflightProps): VNode {
  const refresh = live
    ? {
        'hx-get': `${path}/preview/checks`,
        'hx-trigger': 'auto-save:saved from:body',
        'hx-swap': 'innerMorph',
      }
    : {};
  return (
    <section
      class="preflight"
      id="preflight"
      aria-label="Preflight"
      tabIndex={-1}
      data-keeps-focus
      {...refresh}
    >
      <PreflightList report={report} path={path} />
    </section>
  );
}

export function PreflightList({ report, path }: Omit<PreflightProps, 'live'>): VNode {
  const { problems, links } = report;
  const stops = problems.filter(({ severity }) => severity === 'stop');
  const looks = problems.filter(({ severity }) => severity === 'look');
  return (
    <details open={problems.length > 0 && problems.length < 6}>
      <summary>
        <h2>Preflight</h2>
        <Verdict problems={problems} />
      </summary>
      {problems.length === 0 && <p class="muted">Nothing is missing and nothing looks doubtful.</p>}
      <ul>
        {[...stops, ...looks].map((problem) => (
          <Finding problem={problem} path={path} />
        ))}
      </ul>
      {links && <Links links={links} zone={report.zone} path={path} />}
    </details>
  );
}

function Finding({ problem, path }: { problem: Problem; path: string }): VNode {
  const isStop = problem.severity === 'stop';
  return (
    <li class={`preflight-${problem.severity}`}>
      <Icon name={isStop ? 'circle-x' : 'eye'} label={isStop ? 'Stops sending:' : 'Look at it:'} />
      <span>
        {problem.message}{' '}
        <a href={placeOf(problem.field, path)} data-find={problem.find}>
          {placeName(problem.field)}
        </a>
      </span>
    </li>
  );
}

/** Asking the web tells the hosts that somebody writes about them, so a person decides when. */
function Links({ links, zone, path }: { links: LinkStanding; zone: string; path: string }): VNode {
  const { total, unchecked, checkedAt } = links;
  const swap = {
    'hx-post': `${path}/preview/links`,
    'hx-target': 'closest .preflight',
    'hx-swap': 'innerMorph',
  };
  return (
    <form method="post" action={`${path}/preview/links`} class="preflight-links" {...swap}>
      <span class="muted">
        {total === 1 ? 'One link' : `${total} links`}
        {unchecked > 0 && (unchecked === total ? ', never checked' : `, ${unchecked} never checked`)}
        {checkedAt && unchecked === 0 && (
          <>
            , checked <Time at={checkedAt} zone={zone} />
          </>
        )}
      </span>
      <Button icon="link" title="The servers that the links lead to will see a visit">
        Check the links
      </Button>
    </form>
  );
}

/** How it stands, in a badge: "2 to fix, 1 to look at", or "Ready". */
export function Verdict({ problems }: { problems: readonly Problem[] }): VNode {
  const stops = problems.filter(({ severity }) => severity === 'stop').length;
  const looks = problems.length - stops;
  const words = [stops > 0 && `${stops} to fix`, looks > 0 && `${looks} to look at`].filter(Boolean);
  const tone = stops > 0 ? 'stop' : looks > 0 ? 'hold' : 'ok';
  const icon = stops > 0 ? 'circle-x' : looks > 0 ? 'eye' : 'check';
  return (
    <span class={`badge badge-${tone}`}>
      <Icon name={icon} />
      {words.length > 0 ? words.join(', ') : 'Ready'}
    </span>
  );
}

/** Beside the save button: on a phone preflight itself is far below. `fresh` takes the place of the one that is there. */
export function VerdictLink({ problems, fresh }: { problems: readonly Problem[]; fresh?: true }): VNode {
  return (
    <a href="#preflight" id="preflight-verdict" class="verdict-link" hx-swap-oob={fresh && 'true'}>
      <span class="visually-hidden">Preflight: </span>
      <Verdict problems={problems} />
    </a>
  );
}

const SCHEDULE = new Set(['embargo', 'early', 'earlyAt', 'stopAfter']);

function placeOf(field: string, path: string): string {
  if (field === 'mail') return `${path}/preview`;
  return SCHEDULE.has(field) ? `${path}/embargo` : `${path}#part-${field}`;
}

const PLACES: Record<string, string> = {
  mail: 'See the mail',
  body: 'Go to the text',
  image: 'Go to the picture',
  pressContacts: 'Go to the contacts',
  embargo: 'Go to the embargo',
};

/** Links that a screen reader lists by themselves say where they lead. */
function placeName(field: string): string {
  return PLACES[field] ?? `Go to the ${SCHEDULE.has(field) ? 'embargo' : field}`;
}
