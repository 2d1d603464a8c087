import type { VNode } from 'preact';
import { bouncedMails, type BounceQuery, type BounceReason, bounceReasons } from '../bounces/bounce-query.js';
import { BOUNCES_PAGE, type BounceLine, type BounceSummary } from '../bounces/bounces.service.js';
import { shortly } from '../bounces/contact-history.js';
import { BarsByReason } from '../web/charts/bars-by-reason.js';
import { LineChart } from '../web/charts/line-chart.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { DataTable } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { FormErrors } from '../web/components/field.js';
import { KeyValues } from '../web/components/key-values.js';
import { PageHeader } from '../web/components/page-header.js';
import { Pagination } from '../web/components/pagination.js';
import { Section } from '../web/components/section.js';
import { StatNumbers } from '../web/components/stat-numbers.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import { MAIL_WORDS } from './bounced-mail-words.js';
import { bounceColumns } from './bounces-parts.js';
import { ACTION_LOOKS, REFUSAL_WORDS, SOURCE_WORDS } from './bounces-words.js';
import type { DeskShell } from './desk-shell.js';

export type BouncesProps = {
  shell: DeskShell;
  zone: string;
  query: BounceQuery;
  form?: FormState;
  lines: BounceLine[];
  summary: BounceSummary;
  problems: number;
  refusals: { source: string; reason: string; count: number }[];
};

export function bouncesPage(props: BouncesProps): string {
  const { shell, zone, query, lines, summary } = props;
  return page(
    <DeskPage title="Bounces" active="bounces" {...shell}>
      <PageHeader
        title="Bounces"
        lead="What came back, why, and what was done about it. Everything can be undone."
        actions={
          <>
            <LinkButton href="/desk/destinations" icon="server">
              Destinations
            </LinkButton>
            <LinkButton href="/desk/bounces/mails" icon="inbox">
              Other mail
            </LinkButton>
          </>
        }
      />
      <Figures {...props} />
      <Filter query={query} form={props.form} />
      <Charts summary={summary} query={query} zone={zone} />
      <Section title="One by one">
        <DataTable caption="Bounces" columns={bounceColumns(zone)} rows={lines} empty={<NothingCame />} />
        <Pagination
          page={query.page}
          pageSize={BOUNCES_PAGE}
          total={summary.total}
          hrefOf={(number) => hrefOf(query, { page: number })}
        />
      </Section>
      <TurnedAway refusals={props.refusals} />
    </DeskPage>,
  );
}

function Figures({ summary, query, problems }: BouncesProps): VNode {
  const sum = (of: 'dead' | 'counted' | 'ours') => summary.byDay.reduce((total, day) => total + day[of], 0);
  const days = `in ${query.days} days`;
  return (
    <StatNumbers
      stats={[
        { label: 'Bounces and complaints', value: summary.total, detail: days },
        { label: 'Stopped for good', value: sum('dead'), detail: 'dead addresses and complaints' },
        { label: 'Counted', value: sum('counted'), detail: 'full, closed for now, filtered' },
        {
          label: 'Problems to solve',
          value: problems,
          href: '/desk/destinations',
          detail: 'never the journalist’s fault',
        },
      ]}
    />
  );
}

function Filter({ query, form }: { query: BounceQuery; form?: FormState | undefined }): VNode {
  const field = { required: false, ...(form ? { form } : {}) };
  const reasons = bounceReasons.map((value) => ({ value, label: reasonWord(value) }));
  const actions = Object.entries(ACTION_LOOKS).map(([value, { word }]) => ({ value, label: word }));
  return (
    <form method="get" action="/desk/bounces" noValidate class="filter-form">
      <FormErrors form={form} />
      <FieldRow>
        <Select
          name="reason"
          label="Reason"
          placeholder="Any"
          options={reasons}
          value={query.reason}
          {...field}
        />
        <Select
          name="action"
          label="What was done"
          placeholder="Anything"
          options={actions}
          value={query.action}
          {...field}
        />
        <Select
          name="mail"
          label="Kind of mail"
          placeholder="Any"
          options={bouncedMails.map((value) => ({ value, label: MAIL_WORDS[value] }))}
          value={query.mail}
          {...field}
        />
        <TextInput
          name="domain"
          label="Domain"
          placeholder="courier.example"
          value={query.domain}
          {...field}
        />
        <TextInput name="days" label="Days back" type="number" value={String(query.days)} {...field} />
      </FieldRow>
      {query.release && <input type="hidden" name="release" value={String(query.release)} />}
      {query.contact && <input type="hidden" name="contact" value={String(query.contact)} />}
      {query.mailId && <input type="hidden" name="mailId" value={String(query.mailId)} />}
      {query.delivery && <input type="hidden" name="delivery" value={String(query.delivery)} />}
      <ButtonRow>
        <Button icon="search">Show</Button>
        <LinkButton href="/desk/bounces" look="quiet">
          Everything
        </LinkButton>
      </ButtonRow>
    </form>
  );
}

function Charts({
  summary,
  query,
  zone,
}: {
  summary: BounceSummary;
  query: BounceQuery;
  zone: string;
}): VNode | null {
  if (summary.total === 0) return null;
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: zone });
  const points = (of: 'dead' | 'counted' | 'ours') =>
    summary.byDay.map((one) => ({ at: one.day, value: one[of] }));
  return (
    <>
      <LineChart
        id="bounces-by-day"
        title="Bounces by day"
        summary={`${summary.total} bounces and complaints in ${query.days} days.`}
        series={[
          { name: 'Stopped for good', points: points('dead') },
          { name: 'Counted', points: points('counted') },
          { name: 'Ours to solve', points: points('ours') },
        ]}
        timeText={(at) => day.format(at)}
      />
      <div class="chart-row">
        <BarsByReason title="By reason" heading="Reason" tone="stop" reasons={byReason(summary, query)} />
        <BarsByReason title="By domain" heading="Domain" tone="hold" reasons={byDomain(summary, query)} />
        <BarsByReason
          title="By release"
          heading="Release"
          tone="accent"
          reasons={byRelease(summary, query)}
        />
        <BarsByReason title="By kind of mail" heading="Mail" tone="hold" reasons={byMail(summary, query)} />
      </div>
    </>
  );
}

function byReason({ byReason: rows }: BounceSummary, query: BounceQuery) {
  return rows.map(({ reason, count }) => ({
    reason: reasonWord(reason),
    count,
    href: hrefOf(query, { reason, page: 1 }),
  }));
}

function byDomain({ byDomain: rows }: BounceSummary, query: BounceQuery) {
  return rows.map(({ domain, count }) => ({
    reason: domain,
    count,
    href: hrefOf(query, { domain, page: 1 }),
  }));
}

function byRelease({ byRelease: rows }: BounceSummary, query: BounceQuery) {
  return rows.map(({ releaseId, headline, count }) => ({
    reason: headline,
    count,
    href: hrefOf(query, { release: releaseId, page: 1 }),
  }));
}

function byMail({ byMail: rows }: BounceSummary, query: BounceQuery) {
  return rows.map(({ mail, count }) => ({
    reason: MAIL_WORDS[mail],
    count,
    href: hrefOf(query, { mail, page: 1 }),
  }));
}

function reasonWord(reason: BounceReason): string {
  return reason === 'complaint' ? 'Complaint' : shortly(reason);
}

function NothingCame(): VNode {
  return (
    <EmptyState icon="mail-check" title="Nothing came back">
      Bounces, complaints and refusals of what was sent appear here, each with the server’s own words.
    </EmptyState>
  );
}

function TurnedAway({ refusals }: Pick<BouncesProps, 'refusals'>): VNode | null {
  if (refusals.length === 0) return null;
  const items = refusals.map(({ source, reason, count }) => ({
    label: `${REFUSAL_WORDS[reason] ?? reason} (${SOURCE_WORDS[source] ?? source})`,
    value: count.toLocaleString('en'),
  }));
  return (
    <Section title="Turned away in 30 days">
      <KeyValues items={items} />
    </Section>
  );
}

function hrefOf(query: BounceQuery, change: Partial<BounceQuery>): string {
  const parts = Object.entries({ ...query, ...change }).filter(([, value]) => value !== undefined);
  return `/desk/bounces?${new URLSearchParams(parts.map(([name, value]) => [name, String(value)])).toString()}`;
}
