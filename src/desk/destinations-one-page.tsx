import type { VNode } from 'preact';
import { adviceFor } from '../bounces/advice.js';
import { shortly } from '../bounces/contact-history.js';
import type { DayOfDestination, Destination, SaidByDestination } from '../bounces/destinations.service.js';
import { categories } from '../bounces/reading/categories.js';
import { LineChart } from '../web/charts/line-chart.js';
import { Button, PostButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { type Column, DataTable } from '../web/components/data-table.js';
import { FormErrors } from '../web/components/field.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { StatNumbers } from '../web/components/stat-numbers.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { DestinationTag, destinationHref } from './destinations-parts.js';

function answerColumns(zone: string): Column<SaidByDestination>[] {
  return [
    {
      title: 'Words, and what to do',
      isTitle: true,
      cell: (row) => (
        <div>
          <q class="strangers-words">{row.words || 'nothing'}</q>
          {categories[row.category].consequence === 'admin' && <p>{adviceFor(row.category, row.words)}</p>}
        </div>
      ),
    },
    { title: 'Meaning', cell: (row) => shortly(row.category) },
    { title: 'Mails', align: 'end', cell: (row) => row.count.toLocaleString('en') },
    { title: 'Last', cell: (row) => (row.lastAt ? <Time at={row.lastAt} zone={zone} /> : '–') },
  ];
}

type OneProps = {
  shell: DeskShell;
  zone: string;
  days: number;
  domain: string;
  destination: Destination | null;
  byDay: DayOfDestination[];
  words: SaidByDestination[];
  mayAct: boolean;
  form?: FormState;
};

export function destinationPage(props: OneProps): string {
  const { shell, zone, days, domain, destination, words } = props;
  return page(
    <DeskPage title={domain} active="bounces" {...shell}>
      <PageHeader
        title={domain}
        breadcrumb={[
          { label: 'Bounces', href: '/desk/bounces' },
          { label: 'Destinations', href: '/desk/destinations' },
        ]}
        state={destination ? <DestinationTag destination={destination} /> : undefined}
        lead={`Releases of the last ${days} days.`}
      />
      <Rest {...props} />
      {destination && <Figures destination={destination} />}
      <ByDay {...props} />
      <Section title="What its servers said">
        <DataTable
          caption="Answers that were not a yes"
          columns={answerColumns(zone)}
          rows={words}
          empty={<p>Nothing but yes.</p>}
        />
      </Section>
      <p>
        <a href={`/desk/bounces?domain=${encodeURIComponent(domain)}`}>All bounces of this domain</a>
      </p>
    </DeskPage>,
  );
}

function Figures({ destination }: { destination: Destination }): VNode {
  const { accepted, deferred, refused, inDoubt, bounced } = destination;
  return (
    <StatNumbers
      stats={[
        { label: 'Accepted', value: accepted },
        { label: 'Waiting after a deferral', value: deferred },
        { label: 'Refused', value: refused },
        { label: 'In doubt', value: inDoubt },
        { label: 'Bounced later', value: bounced },
      ]}
    />
  );
}

function ByDay({ byDay, domain, zone, days }: OneProps): VNode | null {
  const sum = (of: 'accepted' | 'deferred' | 'refused') => byDay.reduce((total, day) => total + day[of], 0);
  if (sum('accepted') + sum('deferred') + sum('refused') === 0) return null;
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: zone });
  const points = (of: 'accepted' | 'deferred' | 'refused') =>
    byDay.map((one) => ({ at: one.day, value: one[of] }));
  return (
    <LineChart
      id="destination-by-day"
      title="Answers by day"
      note="Every attempt counts on its own day."
      summary={`${domain} in ${days} days: ${sum('accepted')} accepted, ${sum('deferred')} deferred, ${sum('refused')} refused or bounced later.`}
      series={[
        { name: 'Accepted', points: points('accepted') },
        { name: 'Deferred', points: points('deferred') },
        { name: 'Refused or bounced later', points: points('refused') },
      ]}
      timeText={(at) => day.format(at)}
    />
  );
}

const RESTS = [
  { value: '30', label: '30 minutes' },
  { value: '60', label: '1 hour' },
  { value: '240', label: '4 hours' },
  { value: '1440', label: '1 day' },
];

function Rest({ destination, domain, zone, mayAct, form }: OneProps): VNode | null {
  if (destination?.heldUntil) {
    const go = mayAct && (
      <PostButton action={`${destinationHref(domain)}/free`} icon="play">
        Send to it again now
      </PostButton>
    );
    return (
      <Notice tone="hold" title="No mail goes there for now" actions={go || undefined}>
        {destination.heldReason} It rests until <Time at={destination.heldUntil} zone={zone} />; deliveries
        wait and nobody is lost.
      </Notice>
    );
  }
  if (!mayAct) return null;
  return (
    <details class="rest-form" open={form !== undefined}>
      <summary>Let it rest</summary>
      <form class="form" method="post" action={`${destinationHref(domain)}/hold`} noValidate>
        <FormErrors form={form} />
        <FieldRow>
          <Select name="minutes" label="For" options={RESTS} value="60" {...(form ? { form } : {})} />
          <TextInput name="reason" label="Why" maxLength={300} {...(form ? { form } : {})} />
        </FieldRow>
        <Button icon="pause">Send nothing there for now</Button>
      </form>
    </details>
  );
}
