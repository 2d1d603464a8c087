import type { Overview, OverviewDispatch } from './overview-facts.js';

/** Something that a person should look at, the gravest first. */
export interface Trouble {
  tone: 'stop' | 'hold';
  title: string;
  text: string;
  href: string;
  action: string;
}

/** What went wrong, from the facts of this moment. @param skewLimit ms that a worker's clock may differ */
export function troublesOf(overview: Overview, skewLimit: number): Trouble[] {
  return [
    ...workerTroubles(overview, skewLimit),
    ...overview.live.filter((each) => each.state === 'held').map(heldTrouble),
    ...overview.live.filter((each) => each.state === 'armed' && !each.approvalStands).map(approvalTrouble),
    ...[...overview.live, ...overview.lately].flatMap(doubtTrouble),
    ...[...overview.live, ...overview.lately].flatMap(refusalTrouble),
  ];
}

function workerTroubles({ workers, live }: Overview, skewLimit: number): Trouble[] {
  const isNeeded = live.some((each) => each.state === 'armed');
  const missing: Trouble[] =
    workers.length === 0 && isNeeded
      ? [
          {
            tone: 'stop',
            title: 'No worker is running',
            text: 'Nothing that is armed can leave. Start a worker; it takes up what is due by itself.',
            href: '/desk/dispatches?state=armed',
            action: 'What waits for it',
          },
        ]
      : [];
  const skewed = workers
    .filter((each) => Math.abs(each.skewMs) > skewLimit)
    .map((each): Trouble => ({
      tone: 'stop',
      title: `The clock of worker ${each.worker} is wrong by ${secondsOff(each.skewMs)}`,
      text: 'It sends nothing until its clock agrees with the database’s. Set the clock of that machine.',
      href: '/desk/dispatches?state=armed',
      action: 'What waits for it',
    }));
  return [...missing, ...skewed];
}

function secondsOff(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60).toLocaleString('en')} min`;
}

function heldTrouble(dispatch: OverviewDispatch): Trouble {
  const isCopy = dispatch.heldReason === 'restored';
  return {
    tone: 'hold',
    title: `“${dispatch.headline}” is held and asks you`,
    text: isCopy
      ? 'This database looks like a copy. Is it the one that sends?'
      : 'It did not start when it was due. Shall it be sent now, or stopped?',
    href: `/desk/dispatches/${dispatch.id}`,
    action: 'Answer',
  };
}

function approvalTrouble(dispatch: OverviewDispatch): Trouble {
  return {
    tone: 'stop',
    title: `“${dispatch.headline}” will not leave: its approval no longer stands`,
    text: 'It was changed after it was armed. Approve it again and arm it, or stop it.',
    href: `/desk/dispatches/${dispatch.id}`,
    action: 'Open',
  };
}

function doubtTrouble({ id, headline, openDoubts }: OverviewDispatch): Trouble[] {
  if (openDoubts === 0) return [];
  const many = openDoubts === 1 ? 'one recipient' : `${openDoubts.toLocaleString('en')} recipients`;
  return [
    {
      tone: 'hold',
      title: `In doubt whether ${many} got “${headline}”`,
      text: 'The text was on its way and no answer came back. Send again, or leave it.',
      href: `/desk/dispatches/${id}/in-doubt`,
      action: 'Decide',
    },
  ];
}

/** Single refusals are everyday business; a tenth of all is not. */
function refusalTrouble({ id, headline, refused, accepted }: OverviewDispatch): Trouble[] {
  const tried = refused + accepted;
  if (refused < 3 || refused * 10 < tried) return [];
  return [
    {
      tone: 'hold',
      title: `${refused.toLocaleString('en')} of ${tried.toLocaleString('en')} refused “${headline}”`,
      text: 'More than a tenth. The reasons say whether the addresses are old or our server is mistrusted.',
      href: `/desk/dispatches/${id}`,
      action: 'Look at the reasons',
    },
  ];
}
