import type { EntityManager } from 'typeorm';
import type { Tone } from '../web/components/badge.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';

/** One step in the life of a version, as the record tells it. */
export interface ReviewEvent {
  at: Date;
  icon: string;
  tone: Tone;
  title: string;
  who: string | null;
  /** The word that was said with it. */
  detail: string | null;
}

interface Row {
  at: Date;
  action: string;
  who: string | null;
  reason: string | null;
}

const LOOKS: Record<string, { title: string; icon: string; tone: Tone }> = {
  'release.created': { title: 'Begun', icon: 'pencil-line', tone: 'idle' },
  'release.submitted': { title: 'Submitted for review', icon: 'eye', tone: 'accent' },
  'release.sent_back': { title: 'Sent back', icon: 'undo-2', tone: 'hold' },
  'release.approved': { title: 'Approved', icon: 'stamp', tone: 'ok' },
  'release.approval_voided': { title: 'Approval ended', icon: 'circle-x', tone: 'stop' },
  'release.correction_started': { title: 'Correction begun', icon: 'file-pen-line', tone: 'idle' },
  'release.update_started': { title: 'Update begun', icon: 'file-plus', tone: 'idle' },
  'release.hold_started': { title: 'Hold begun', icon: 'hand', tone: 'hold' },
  'release.kill_started': { title: 'Kill begun', icon: 'octagon-x', tone: 'stop' },
};

/** What was decided about a version, the newest first; single saves are in the history. */
export async function reviewEvents(manager: EntityManager, version: ReleaseVersion): Promise<ReviewEvent[]> {
  const rows = await manager.query<Row[]>(
    `select e.at, e.action, u.name as who, e.detail ->> 'reason' as reason
       from audit_entry e
       left join api_token t on e.actor = 'token:' || t.id
       left join staff_user u on e.actor = 'user:' || u.id or u.id = t.user_id
      where e.subject_type = 'release' and e.subject_id = $1 and (e.detail ->> 'version')::int = $2
        and e.action = any ($3)
      order by e.id desc limit 100`,
    [String(version.releaseId), version.number, Object.keys(LOOKS)],
  );
  return rows.map(({ at, action, who, reason }) => {
    const look = LOOKS[action] ?? { title: action, icon: 'circle', tone: 'idle' as const };
    return { ...look, at, who, detail: reason };
  });
}
