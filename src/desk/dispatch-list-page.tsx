import type { VNode } from 'preact';
import { type DispatchState, dispatchStates } from '../dispatch/dispatch.entity.js';
import type { DispatchView } from '../dispatch/dispatch-views.js';
import { Badge, type BadgeState, Tag } from '../web/components/badge.js';
import { LinkButton } from '../web/components/button.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { PageHeader } from '../web/components/page-header.js';
import { Segmented } from '../web/components/segmented.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { recipientsText } from './recipients-text.js';
import type { DeskShell } from './desk-shell.js';
import { KIND_WORDS } from './dispatch-words.js';

/** Rows of one page of the list. */
export const DISPATCHES_SHOWN = 25;

const STATE_WORDS: Record<DispatchState, string> = {
  armed: 'Armed or sending',
  paused: 'Paused',
  held: 'Held',
  stopped: 'Stopped',
  finished: 'Sent',
};

type ListProps = {
  shell: DeskShell;
  /** One more than is shown when there are older ones. */
  rows: readonly DispatchView[];
  state: DispatchState | undefined;
  zone: string;
};

export function dispatchesPage({ shell, rows, state, zone }: ListProps): string {
  const shown = rows.slice(0, DISPATCHES_SHOWN);
  const last = rows.length > DISPATCHES_SHOWN ? shown.at(-1) : undefined;
  return page(
    <DeskPage title="Dispatches" active="dispatches" {...shell}>
      <PageHeader
        title="Dispatches"
        lead="Everything that was armed: what waits, what is under way, what went out."
      />
      <Segmented
        label="State"
        segments={[
          { label: 'All', href: '/desk/dispatches', current: state === undefined },
          ...dispatchStates.map((each) => ({
            label: STATE_WORDS[each],
            href: `/desk/dispatches?state=${each}`,
            current: state === each,
          })),
        ]}
      />
      <DataTable
        caption="Dispatches"
        columns={columns(zone)}
        rows={shown}
        empty={<Nothing isFiltered={!!state} />}
      />
      {last && (
        <p>
          <a href={olderHref(last.id, state)}>Older dispatches</a>
        </p>
      )}
    </DeskPage>,
  );
}

function olderHref(before: number, state: DispatchState | undefined): string {
  return `/desk/dispatches?${new URLSearchParams({ before: String(before), ...(state ? { state } : {}) }).toString()}`;
}

function Nothing({ isFiltered }: { isFiltered: boolean }): VNode {
  if (isFiltered)
    return (
      <p>
        No dispatch is in this state. <a href="/desk/dispatches">Show all</a>
      </p>
    );
  return (
    <EmptyState
      icon="send"
      title="Nothing has been armed yet"
      actions={
        <LinkButton href="/desk/releases" look="primary" icon="newspaper">
          Go to the releases
        </LinkButton>
      }
    >
      Write a release, have it approved, and arm it: from then on it goes out by itself at its lift, and is
      followed here.
    </EmptyState>
  );
}

function columns(zone: string): Column<DispatchView>[] {
  return [
    {
      title: 'Release',
      isTitle: true,
      cell: (row) => (
        <TitleCell
          href={`/desk/dispatches/${row.id}`}
          title={row.headline}
          detail={KIND_WORDS[row.kind] ?? row.kind}
        />
      ),
    },
    { title: 'State', cell: (row) => <DispatchBadge row={row} /> },
    { title: 'Lift', cell: (row) => <Time at={row.liftAt} zone={zone} /> },
    { title: 'Recipients', align: 'end', cell: (row) => recipientsText(row.account.frozen) },
    { title: 'Accepted', align: 'end', cell: (row) => row.account.accepted.toLocaleString('en') },
    { title: 'Refused', align: 'end', cell: (row) => row.account.refused.toLocaleString('en') },
    {
      title: 'In doubt',
      align: 'end',
      isMinor: true,
      cell: (row) => row.account.in_doubt.toLocaleString('en'),
    },
  ];
}

/** The state of a row of any list of dispatches. */
export function DispatchBadge({
  row,
}: {
  row: Pick<DispatchView, 'state' | 'liftAt' | 'now' | 'hasStarted'>;
}): VNode {
  if (row.state === 'armed' && (row.hasStarted || row.liftAt <= row.now)) return <Badge state="sending" />;
  const states: Record<DispatchState, BadgeState> = {
    armed: 'armed',
    paused: 'paused',
    held: 'held',
    stopped: 'stopped',
    finished: 'sent',
  };
  return <Badge state={states[row.state]} />;
}

/** The kind of a dispatch where it is not the first version. */
export function KindTag({ kind }: { kind: string }): VNode | null {
  if (kind === 'original') return null;
  return (
    <Tag icon={kind === 'kill' ? 'circle-x' : 'file-pen-line'} tone={kind === 'kill' ? 'stop' : 'idle'}>
      {KIND_WORDS[kind] ?? kind}
    </Tag>
  );
}
