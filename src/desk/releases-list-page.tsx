import type { VNode } from 'preact';
import { Badge } from '../web/components/badge.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { PageHeader } from '../web/components/page-header.js';
import { Segmented } from '../web/components/segmented.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { recipientsText } from './recipients-text.js';
import type { DeskShell } from './desk-shell.js';
import { LIST_FILTERS, type ListedRelease, type ListFilter, type ReleaseList } from './releases-list.js';
import { releasePath } from './releases-open.js';
import { badgeOf, KIND_NAMES, titleOf, TYPE_NAMES } from './releases-words.js';

export interface ReleasesPageProps {
  shell: DeskShell;
  list: ReleaseList;
  search: string;
  filter: ListFilter | undefined;
  zone: string;
  canWrite: boolean;
}

export function releasesPage(props: ReleasesPageProps): string {
  const { shell, list, zone, canWrite } = props;
  return page(
    <DeskPage title="Releases" active="releases" {...shell}>
      <PageHeader title="Releases" actions={canWrite && <NewRelease />} />
      <div class="toolbar">
        <Segmented label="State" segments={segments(props)} />
        <SearchForm {...props} />
      </div>
      <DataTable
        caption="Releases"
        columns={columns(zone)}
        rows={list.releases}
        empty={<Nothing {...props} />}
      />
      {list.before && (
        <ButtonRow>
          <LinkButton href={hrefOf(props, { before: list.before.toISOString() })} icon="chevron-down">
            Older releases
          </LinkButton>
        </ButtonRow>
      )}
    </DeskPage>,
  );
}

function NewRelease(): VNode {
  return (
    <LinkButton href="/desk/releases/new" look="primary" icon="plus" data-shortcut="n">
      New release
    </LinkButton>
  );
}

type Asked = Pick<ReleasesPageProps, 'search' | 'filter'>;

function segments(asked: Asked) {
  const all = { label: 'All', href: hrefOf(asked, { state: '' }), current: asked.filter === undefined };
  const filters = Object.entries(LIST_FILTERS).map(([key, { label }]) => ({
    label,
    href: hrefOf(asked, { state: key }),
    current: asked.filter === key,
  }));
  return [all, ...filters];
}

function SearchForm({ search, filter }: Asked): VNode {
  return (
    <form method="get" action="/desk/releases" role="search" class="search-form">
      {filter && <input type="hidden" name="state" value={filter} />}
      <input
        type="search"
        name="search"
        class="input"
        value={search}
        placeholder="Search releases"
        aria-label="Search releases"
        data-shortcut="/"
      />
      <Button icon="search">Search</Button>
    </form>
  );
}

function Nothing({ search, filter, canWrite }: ReleasesPageProps): VNode {
  if (search !== '' || filter)
    return (
      <EmptyState
        icon="search-x"
        title="Nothing fits"
        actions={<LinkButton href="/desk/releases">Show all releases</LinkButton>}
      >
        No release {search === '' ? 'is in this state now' : `has “${search}” in it`}. Words are searched in
        headlines, texts and advisories.
      </EmptyState>
    );
  return (
    <EmptyState icon="newspaper" title="Write the first release" actions={canWrite && <NewRelease />}>
      A release is written here, looked at as the mail it will be, approved by somebody else, and armed: at
      the minute you choose it goes to the journalists who follow its topics, and to nobody before.
    </EmptyState>
  );
}

function columns(zone: string): Column<ListedRelease>[] {
  return [
    {
      title: 'Headline',
      isTitle: true,
      cell: (row) => (
        <TitleCell href={releasePath(row.publicId)} title={titleOf(row.headline)} detail={detailOf(row)} />
      ),
    },
    { title: 'State', cell: (row) => <State row={row} zone={zone} /> },
    { title: 'Recipients', align: 'end', cell: (row) => recipientsText(row.recipients ?? 0) },
    {
      title: 'Updated',
      align: 'end',
      cell: (row) => (
        <>
          <Time at={row.updatedAt} zone={zone} />
          {row.updatedBy && <span class="row-detail">{row.updatedBy}</span>}
        </>
      ),
    },
  ];
}

function detailOf(row: ListedRelease): string {
  const what =
    row.kind === 'original' ? TYPE_NAMES[row.type] : `${KIND_NAMES[row.kind]}, version ${row.number}`;
  const topics = row.topicNames.length > 3 ? [...row.topicNames.slice(0, 3), '…'] : row.topicNames;
  return [what, topics.join(', ')].filter(Boolean).join(' · ');
}

/** With the lift below it, while there is one to come. */
function State({ row, zone }: { row: ListedRelease; zone: string }): VNode {
  const waits = ['draft', 'in review', 'approved', 'armed', 'paused', 'held'].includes(row.state);
  return (
    <>
      <Badge state={badgeOf(row.state)} />
      {waits && row.embargoAt && (
        <span class="row-detail">
          lifts <Time at={row.embargoAt} zone={row.embargoZone ?? zone} />
        </span>
      )}
    </>
  );
}

function hrefOf({ search, filter }: Asked, change: { state?: string; before?: string }): string {
  const wanted = { search, state: change.state ?? filter ?? '', before: change.before ?? '' };
  const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== ''));
  return query.size > 0 ? `/desk/releases?${query.toString()}` : '/desk/releases';
}
