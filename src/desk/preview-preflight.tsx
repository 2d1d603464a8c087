import type { VNode } from 'preact';
import type { Problem } from '../releases/missing-for-sending.js';
import { Icon } from '../web/components/icon.js';

type PreflightProps = {
  problems: readonly Problem[];
  /** Of the release. */
  path: string;
  /** On the compose page, where it follows what is saved. */
  live?: boolean;
};

/** What stands in the way of sending, and what a person should look at, each with the way to its place. */
export function Preflight({ problems, path, live }: PreflightProps): VNode {
  const refresh = live
    ? {
        'hx-get': `${path}/preview/checks`,
        'hx-trigger': 'auto-save:saved from:body',
        'hx-swap': 'innerMorph',
      }
    : {};
  return (
    <section class="preflight" aria-label="Preflight" {...refresh}>
      <PreflightList problems={problems} path={path} />
    </section>
  );
}

export function PreflightList({ problems, path }: Omit<PreflightProps, 'live'>): VNode {
  const stops = problems.filter(({ severity }) => severity === 'stop');
  const looks = problems.filter(({ severity }) => severity === 'look');
  return (
    <details open={stops.length > 0 && stops.length < 4}>
      <summary>
        <h2>Preflight</h2>
        <Verdict stops={stops.length} looks={looks.length} />
      </summary>
      {problems.length === 0 && <p class="muted">Nothing is missing and nothing looks doubtful.</p>}
      <ul>
        {[...stops, ...looks].map((problem) => (
          <li class={`preflight-${problem.severity}`}>
            <Icon
              name={problem.severity === 'stop' ? 'circle-x' : 'eye'}
              label={problem.severity === 'stop' ? 'Stops sending:' : 'Look at it:'}
            />
            <span>
              {problem.message} <a href={placeOf(problem.field, path)}>Go there</a>
            </span>
          </li>
        ))}
      </ul>
      <p class="muted">
        Contrast, colours and what mail programs can show are the template’s, and were checked with it.
      </p>
    </details>
  );
}

function Verdict({ stops, looks }: { stops: number; looks: number }): VNode {
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

const SCHEDULE = new Set(['embargo', 'early', 'earlyAt', 'stopAfter']);

function placeOf(field: string, path: string): string {
  return SCHEDULE.has(field) ? `${path}/embargo` : `${path}#part-${field}`;
}
