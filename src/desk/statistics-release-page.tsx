import type { Arrival } from '../stats/arrival.js';
import type { ReadersOfDispatch } from '../stats/readers-of-dispatch.js';
import type { ReleaseFigures } from '../stats/release-figures.js';
import { StackedBar } from '../web/charts/stacked-bar.js';
import { LinkButton } from '../web/components/button.js';
import { PrintButton } from '../web/components/islands.js';
import { KeyValues } from '../web/components/key-values.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { secondsText } from './dispatch-phase.js';
import { ArrivalChart, arrivalSentence, SpreadOfReleases } from './statistics-charts.js';
import { Readers } from './statistics-readers.js';
import { shareText } from './statistics-words.js';

type ReleaseProps = {
  shell: DeskShell;
  figures: ReleaseFigures;
  arrival: Arrival;
  readers: ReadersOfDispatch | null;
  zone: string;
};

export function statisticsOfReleasePage(props: ReleaseProps): string {
  const { shell, figures, arrival, readers, zone } = props;
  return page(
    <DeskPage title={`Statistics: ${figures.headline}`} active="statistics" {...shell}>
      <PageHeader
        title={figures.headline}
        breadcrumb={[{ label: 'Statistics', href: '/desk/statistics' }]}
        lead={
          <>
            Lifted <Time at={figures.liftAt} zone={zone} look="full" />
          </>
        }
        actions={
          <>
            <LinkButton href={`/desk/dispatches/${figures.dispatchId}`} look="quiet" icon="send">
              The dispatch
            </LinkButton>
            <LinkButton
              href={`/desk/statistics/${figures.dispatchId}/release.csv`}
              look="quiet"
              icon="download"
              download
            >
              CSV
            </LinkButton>
            <PrintButton />
          </>
        }
      />
      <Outcomes figures={figures} />
      <Section title="Arrival">
        <p class="account-line">{arrivalSentence(arrival)}</p>
        <ArrivalChart arrival={arrival} />
        <SpreadOfReleases releases={[figures]} />
      </Section>
      <Readers readers={readers} liftAt={figures.liftAt} zone={zone} />
    </DeskPage>,
  );
}

function Outcomes({ figures }: { figures: ReleaseFigures }) {
  const { recipients, accepted, refused, bounced, inDoubt, leftOut, open } = figures;
  return (
    <Section title="Outcome">
      <StackedBar
        id="outcome"
        title={`What became of ${recipients.toLocaleString('en')} recipients`}
        parts={[
          { label: 'Accepted', count: accepted - bounced, tone: 'ok' },
          { label: 'Accepted, bounced later', count: bounced, tone: 'hold' },
          { label: 'Refused', count: refused, tone: 'stop' },
          { label: 'In doubt', count: inDoubt, tone: 'accent' },
          { label: 'Left out or still open', count: leftOut + open, tone: 'idle' },
        ]}
      />
      <KeyValues
        items={[
          { label: 'Refused at once', value: shareText(refused, accepted + refused) },
          { label: 'Bounced later', value: shareText(bounced, accepted) },
          { label: 'First after the lift', value: textOf(figures.firstSeconds) },
          { label: 'Median', value: textOf(figures.medianSeconds) },
          { label: 'Last', value: textOf(figures.lastSeconds) },
        ]}
      />
    </Section>
  );
}

function textOf(seconds: number | null): string {
  return seconds === null ? '–' : secondsText(seconds);
}
