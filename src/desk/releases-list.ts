import type { EntityManager } from 'typeorm';
import { listReleases, type ReleaseSummary } from '../releases/release-summaries.js';
import type { ShownState } from '../releases/release-state.js';

/** The filters of the list, in the order of a release's life. */
export const LIST_FILTERS = {
  drafts: { label: 'Drafts', states: ['draft'] },
  review: { label: 'In review', states: ['in review'] },
  approved: { label: 'Approved', states: ['approved'] },
  armed: { label: 'Armed', states: ['armed', 'sending', 'paused', 'held'] },
  sent: { label: 'Sent', states: ['sent', 'corrected'] },
  ended: { label: 'Stopped or killed', states: ['stopped', 'killed'] },
} as const satisfies Record<string, { label: string; states: ShownState[] }>;
export type ListFilter = keyof typeof LIST_FILTERS;

export interface ListedRelease extends ReleaseSummary {
  topicNames: string[];
  /** Of the latest dispatch, once its audience is frozen. */
  recipients: number | null;
}

export interface ReleaseList {
  releases: ListedRelease[];
  /** There are more: those saved before this moment. */
  before: Date | null;
}

const PAGE = 50;
/** The state is derived, so a filter reads on until the page is full. */
const READ_AT_ONCE = 200;

export async function releaseList(
  manager: EntityManager,
  { search, filter, before }: { search: string; filter?: ListFilter; before?: Date },
): Promise<ReleaseList> {
  const states: readonly ShownState[] | null = filter ? LIST_FILTERS[filter].states : null;
  const found: ReleaseSummary[] = [];
  let from = before;
  for (;;) {
    const limit = states ? READ_AT_ONCE : PAGE + 1;
    const read = await listReleases(manager, { search, limit, before: from });
    found.push(...(states ? read.filter(({ state }) => states.includes(state)) : read));
    from = read.at(-1)?.updatedAt;
    if (found.length > PAGE || read.length < limit) break;
  }
  const shown = found.slice(0, PAGE);
  return {
    releases: await withNumbers(manager, shown),
    before: found.length > PAGE ? (shown.at(-1)?.updatedAt ?? null) : null,
  };
}

async function withNumbers(manager: EntityManager, summaries: ReleaseSummary[]): Promise<ListedRelease[]> {
  const topics = await manager.query<{ id: number; name: string }[]>(
    `select id, name from topic where id = any ($1)`,
    [summaries.flatMap((each) => each.topics)],
  );
  const counts = await manager.query<{ id: number; frozen: number }[]>(
    `select dispatch_id as id, frozen::int as frozen from dispatch_account where dispatch_id = any ($1)
        and exists (select from dispatch_tier t where t.dispatch_id = dispatch_account.dispatch_id
                       and t.frozen_at is not null)`,
    [summaries.flatMap(({ dispatchId }) => dispatchId ?? [])],
  );
  return summaries.map((each) => ({
    ...each,
    topicNames: topics.filter(({ id }) => each.topics.includes(id)).map(({ name }) => name),
    recipients: counts.find(({ id }) => id === each.dispatchId)?.frozen ?? null,
  }));
}
