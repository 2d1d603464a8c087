import type { VNode } from 'preact';
import { type DeliveryState, deliveryStates } from '../delivery/delivery.entity.js';
import type { DeliveryView } from '../dispatch/dispatch-views.js';
import type { DispatchProgress } from '../dispatch/progress-views.js';
import { Badge, type BadgeState } from '../web/components/badge.js';
import { Button } from '../web/components/button.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { Segmented } from '../web/components/segmented.js';
import { TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import { page } from '../web/page.js';
import { addressShown } from './address-shown.js';
import type { DeskShell } from './desk-shell.js';
import { DispatchFrame } from './dispatch-page.js';
import { reasonInWords, TIER_WORDS } from './dispatch-words.js';

/** Rows of one page of recipients. */
export const RECIPIENTS_SHOWN = 100;

export interface RecipientsQuery {
  state?: DeliveryState | undefined;
  search?: string | undefined;
  after?: number | undefined;
}

type RecipientsProps = {
  shell: DeskShell;
  progress: DispatchProgress;
  query: RecipientsQuery;
  /** One more than is shown when there are further ones. */
  rows: readonly DeliveryView[];
  zone: string;
};

const STATE_WORDS: Record<DeliveryState, string> = {
  pending: 'Waiting',
  transmitting: 'Transmitting',
  deferred: 'Deferred',
  accepted: 'Accepted',
  refused: 'Refused',
  in_doubt: 'In doubt',
  suppressed: 'Suppressed',
  cancelled: 'Cancelled',
};

export function recipientsPage({ shell, progress, query, rows, zone }: RecipientsProps): string {
  const shown = rows.slice(0, RECIPIENTS_SHOWN);
  const last = rows.length > RECIPIENTS_SHOWN ? shown.at(-1) : undefined;
  return page(
    <DispatchFrame
      shell={shell}
      progress={progress}
      tab="recipients"
      title={`Recipients of ${progress.headline}`}
    >
      <States progress={progress} query={query} />
      <Search id={progress.id} query={query} />
      <DataTable
        caption="Recipients"
        columns={columns(progress.id, zone)}
        rows={shown}
        empty={<Nobody progress={progress} query={query} />}
      />
      {last && (
        <p>
          <a href={hrefOf(progress.id, { ...query, after: last.id })}>Next {RECIPIENTS_SHOWN} recipients</a>
        </p>
      )}
    </DispatchFrame>,
  );
}

function States({ progress, query }: { progress: DispatchProgress; query: RecipientsQuery }): VNode {
  const { id, account } = progress;
  const { search } = query;
  const present = deliveryStates.filter((state) => account[state] > 0 || state === query.state);
  return (
    <Segmented
      label="State"
      segments={[
        { label: 'All', href: hrefOf(id, { search }), count: account.frozen, current: !query.state },
        ...present.map((state) => ({
          label: STATE_WORDS[state],
          href: hrefOf(id, { search, state }),
          count: account[state],
          current: state === query.state,
        })),
      ]}
    />
  );
}

function Search({ id, query }: { id: number; query: RecipientsQuery }): VNode {
  return (
    <form method="get" action={`/desk/dispatches/${id}/recipients`} class="search-line">
      {query.state && <input type="hidden" name="state" value={query.state} />}
      <TextInput
        name="search"
        type="search"
        label="Find a name or an address"
        value={query.search}
        required={false}
      />
      <Button icon="search">Find</Button>
    </form>
  );
}

function Nobody({ progress, query }: { progress: DispatchProgress; query: RecipientsQuery }): VNode {
  if (progress.account.frozen === 0)
    return (
      <p class="muted">The recipients are frozen shortly before each tier opens; then they stand here.</p>
    );
  return (
    <p>
      Nobody fits{query.search ? ` “${query.search}”` : ''}. <a href={hrefOf(progress.id, {})}>Show all</a>
    </p>
  );
}

function columns(id: number, zone: string): Column<DeliveryView>[] {
  return [
    {
      title: 'Recipient',
      isTitle: true,
      cell: (row) => (
        <TitleCell
          href={`/desk/dispatches/${id}/recipients/${row.id}`}
          title={row.name || addressShown(row.email)}
          detail={row.name ? addressShown(row.email) : undefined}
        />
      ),
    },
    { title: 'State', cell: (row) => <Badge state={row.state as BadgeState} /> },
    { title: 'Tier', isMinor: true, cell: (row) => TIER_WORDS[row.tier] ?? row.tier },
    { title: 'Attempts', align: 'end', isMinor: true, cell: (row) => row.attempt },
    {
      title: 'When',
      cell: (row) => (row.settledAt ? <Time at={row.settledAt} zone={zone} look="clock" /> : '–'),
    },
    { title: 'Why', cell: (row) => whyOf(row) },
  ];
}

function whyOf({ state, replyCode, replyText }: DeliveryView): string {
  const hasReason = ['refused', 'deferred', 'in_doubt', 'suppressed'].includes(state);
  return hasReason ? reasonInWords(state, replyCode, replyText) : '';
}

function hrefOf(id: number, { state, search, after }: RecipientsQuery): string {
  const parts = Object.entries({ state, search, after: after?.toString() }).filter(
    (part): part is [string, string] => !!part[1],
  );
  const query = new URLSearchParams(parts).toString();
  return `/desk/dispatches/${id}/recipients${query ? `?${query}` : ''}`;
}
