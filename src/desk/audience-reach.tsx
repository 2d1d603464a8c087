import type { VNode } from 'preact';
import type { AudienceFilter } from '../contacts/audience.js';
import type { ContactView } from '../contacts/contact-view.js';
import type { AudienceCount } from '../contacts/count-audience.js';
import { LinkButton } from '../web/components/button.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { Section } from '../web/components/section.js';
import { StatNumbers } from '../web/components/stat-numbers.js';

const SAMPLE: Column<ContactView>[] = [
  {
    title: 'For example',
    isTitle: true,
    cell: ({ id, name, email }) => (
      <TitleCell href={`/desk/contacts/${id}`} title={name || email} detail={email} />
    ),
  },
  { title: 'Outlet', cell: ({ outlet }) => outlet?.name ?? '' },
];

/**
 * Whom an audience reaches now. An estimate says that it is one and asks for the exact count by itself; without script a
 * link does.
 */
export function AudienceReach({ count, filter }: { count: AudienceCount; filter: AudienceFilter }): VNode {
  const json = JSON.stringify(filter);
  const exact = `/desk/audiences/reach?${new URLSearchParams({ filter: json }).toString()}`;
  const asking = count.isExact ? {} : { 'hx-get': exact, 'hx-trigger': 'load', 'hx-swap': 'outerHTML' };
  const file = (format: string) =>
    `/api/contacts-export?${new URLSearchParams({ filter: json, format }).toString()}`;
  return (
    <div id="audience-reach" {...asking}>
      <Section
        title="Who this is now"
        actions={
          <>
            <LinkButton href={file('csv')} icon="download" download>
              CSV
            </LinkButton>
            <LinkButton href={file('json')} icon="download" download>
              JSON
            </LinkButton>
          </>
        }
      >
        <StatNumbers
          stats={[
            { label: count.isExact ? 'Match' : 'Match, about', value: count.matching },
            {
              label: count.isExact ? 'Would get a release now' : 'Would get a release now, about',
              value: count.mailable,
            },
          ]}
        />
        {!count.isExact && (
          <p class="muted">
            Estimated from a part of the list. <a href={exact}>Count exactly</a>
          </p>
        )}
        <DataTable
          caption="A sample"
          columns={SAMPLE}
          rows={count.sample}
          empty={<NobodyYet count={count} />}
        />
      </Section>
    </div>
  );
}

function NobodyYet({ count }: { count: AudienceCount }): VNode {
  return <p>{count.isExact ? 'Nobody.' : 'Nobody in the part that was looked at.'}</p>;
}
