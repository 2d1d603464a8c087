import type { VNode } from 'preact';
import { type KeyValue, KeyValues } from '../web/components/key-values.js';
import { Notice } from '../web/components/notice.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { Badge } from '../web/components/badge.js';
import type { ShownPreflight } from './preview-desk.service.js';
import { type PanelProps, Preview } from './preview-panel.js';
import { FollowUps } from './releases-follow-up-buttons.js';
import { ReleaseHeader } from './releases-header.js';
import { type OpenRelease, releasePath } from './releases-open.js';
import { badgeOf, KIND_NAMES } from './releases-words.js';

export interface ReleasePageProps {
  shell: DeskShell;
  release: OpenRelease;
  panel: PanelProps;
  report: ShownPreflight;
  zone: string;
  mayWrite: boolean;
}

/** A release that is read, not written: it has gone out, or this person only looks. */
export function releasePage({ shell, release, panel, zone, mayWrite }: ReleasePageProps): string {
  return page(
    <DeskPage title={release.version.headline || 'Release'} active="releases" {...shell}>
      <ReleaseHeader release={release} tab="text" />
      <Standing release={release} />
      <div class="with-aside">
        <Preview panel={panel} />
        <div class="release-facts">
          {mayWrite && release.isNewest && release.facts.anyStarted && <FollowUps release={release} />}
          <Section title="Facts">
            <KeyValues items={factsOf(release, zone)} />
          </Section>
          {release.versions.length > 1 && (
            <Section title="Versions">
              <Versions release={release} zone={zone} />
            </Section>
          )}
        </div>
      </div>
    </DeskPage>,
  );
}

function Standing({ release }: { release: OpenRelease }): VNode | null {
  if (!release.facts.anyStarted) return null;
  return (
    <Notice tone="info" title="This version has gone out.">
      Journalists have it as it stands here, so its text no longer changes. Write a correction or an update
      instead.
    </Notice>
  );
}

function factsOf({ version, summary }: OpenRelease, zone: string): KeyValue[] {
  const time = (at: Date | null, none: string) => (at ? <Time at={at} zone={zone} /> : none);
  return [
    { label: 'Opens', value: time(summary.liftAt ?? version.embargoAt, 'At once when armed') },
    { label: 'Early access', value: time(version.earlyAt, 'None') },
    { label: 'Approved by', value: summary.approvedBy ?? 'Nobody yet' },
    { label: 'Last saved', value: time(version.updatedAt, '–') },
    { label: 'By', value: summary.updatedBy ?? '–' },
    { label: 'Hash', value: <code class="hash">{version.contentHash.toString('hex').slice(0, 16)}</code> },
  ];
}

function Versions({ release, zone }: { release: OpenRelease; zone: string }): VNode {
  return (
    <ol class="versions" reversed>
      {release.versions.map((each) => (
        <li>
          <a href={`${releasePath(release.publicId)}/preview?v=${each.number}`}>
            {`${KIND_NAMES[each.kind]} (${each.number})`}
          </a>
          <Badge state={badgeOf(each.state)} />
          <small>
            <Time at={each.updatedAt} zone={zone} />
          </small>
        </li>
      ))}
    </ol>
  );
}
