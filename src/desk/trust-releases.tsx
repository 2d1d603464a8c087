import type { VNode } from 'preact';
import { type Column, DataTable } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { Tag } from '../web/components/badge.js';
import { Time } from '../web/components/time.js';
import type { EarlyRelease } from './trust-history.js';

/** Per release: what was offered, which terms were accepted when and from where, and what was opened. */
export function TrustReleases({ releases, zone }: { releases: EarlyRelease[]; zone: string }): VNode {
  const columns: Column<EarlyRelease>[] = [
    { title: 'Release', isTitle: true, cell: (row) => row.headline },
    { title: 'Offered', cell: (row) => (row.offeredAt ? <Time at={row.offeredAt} zone={zone} /> : '–') },
    { title: 'Terms', cell: (row) => <Answer row={row} zone={zone} /> },
    { title: 'Opened', cell: (row) => <Views row={row} zone={zone} /> },
  ];
  return (
    <DataTable
      caption="Early access by release"
      columns={columns}
      rows={releases}
      empty={
        <EmptyState icon="newspaper" title="No release was offered yet">
          Offers go out when a release with an early tier is armed.
        </EmptyState>
      }
    />
  );
}

function Answer({ row, zone }: { row: EarlyRelease; zone: string }): VNode {
  if (row.answer === null || row.answeredAt === null) return <span class="muted">No answer</span>;
  const accepted = row.answer === 'accepted';
  return (
    <>
      <Tag icon={accepted ? 'check' : 'minus'} tone={accepted ? 'ok' : 'idle'}>
        {accepted ? 'Accepted' : 'Declined'}
      </Tag>
      <small>
        <Time at={row.answeredAt} zone={zone} />
        {row.address && ` from ${row.address}`}
        <br />
        text <code title={row.termsHash ?? ''}>{row.termsHash?.slice(0, 12)}</code>
      </small>
    </>
  );
}

function Views({ row, zone }: { row: EarlyRelease; zone: string }): VNode {
  if (row.views === 0 || row.firstViewAt === null) return <span class="muted">Never</span>;
  return (
    <>
      {row.views === 1 ? 'Once' : `${row.views} times`}
      <small>
        first <Time at={row.firstViewAt} zone={zone} />
      </small>
    </>
  );
}
