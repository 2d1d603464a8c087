import type { EntityManager } from 'typeorm';
import type { DispatchState } from './release-state.js';

/** What a release has to know of its sending. Read with SQL, because dispatching is built on releases and not the reverse. */
export interface DispatchFacts {
  /** The latest; null: this version was never armed. */
  state: DispatchState | null;
  /** Mails of some tier began to leave: the text is out and cannot be changed. */
  anyStarted: boolean;
  /** Mails to everyone began to leave. */
  generalStarted: boolean;
}

const FACTS = `
  select (array_agg(d.state order by d.id desc))[1] as state,
         coalesce(bool_or(t.started_at is not null), false) or coalesce(bool_or(d.state = 'finished'), false)
           as "anyStarted",
         coalesce(bool_or(t.started_at is not null and t.tier = 'general'), false)
           or coalesce(bool_or(d.state = 'finished'), false) as "generalStarted"
    from dispatch d left join dispatch_tier t on t.dispatch_id = d.id
   where d.version_id = $1`;

export async function dispatchFacts(manager: EntityManager, versionId: number): Promise<DispatchFacts> {
  const [facts] = await manager.query<DispatchFacts[]>(FACTS, [versionId]);
  if (!facts) throw new Error('An aggregate always has one row.');
  return facts;
}
