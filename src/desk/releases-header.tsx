import type { ComponentChildren, VNode } from 'preact';
import { Badge } from '../web/components/badge.js';
import { LinkButton } from '../web/components/button.js';
import { PageHeader } from '../web/components/page-header.js';
import { Tabs } from '../web/components/tabs.js';
import { languageName } from './releases-languages.js';
import { type OpenRelease, releasePath } from './releases-open.js';
import { badgeOf, KIND_NAMES, titleOf, TYPE_NAMES } from './releases-words.js';

export type ReleaseTab = 'text' | 'embargo' | 'preview' | 'review' | 'rehearsal' | 'history';

type HeaderProps = { release: OpenRelease; tab?: ReleaseTab; actions?: ComponentChildren };

/** What stands above every page about one release: what it is, where it stands, the way to its other pages. */
export function ReleaseHeader({ release, tab, actions }: HeaderProps): VNode {
  const { summary, version } = release;
  return (
    <>
      <PageHeader
        title={titleOf(version.headline)}
        breadcrumb={[{ label: 'Releases', href: '/desk/releases' }]}
        state={<Badge state={badgeOf(summary.state)} />}
        lead={
          <>
            <span>{leadOf(release)}</span> <Languages release={release} />
          </>
        }
        actions={
          <>
            {actions}
            {release.isPublic && <NewsroomLink publicId={release.publicId} />}
            <NextStep release={release} />
          </>
        }
      />
      <Tabs label="This release" tabs={tabsOf(release, tab)} />
    </>
  );
}

function leadOf({ version, versions }: OpenRelease): string {
  const what = version.kind === 'original' ? TYPE_NAMES[version.type] : KIND_NAMES[version.kind];
  return versions.length > 1 ? `${what} · version ${version.number} of ${versions.length}` : what;
}

/** The same news in its other languages, and the way to one more. */
function Languages({ release }: { release: OpenRelease }): VNode | null {
  const { languages, publicId, version, canBegin } = release;
  const others = languages.filter((each) => each.publicId !== publicId);
  if (others.length === 0 && !canBegin) return null;
  return (
    <span class="release-languages">
      <span>{languageName(version.language)}</span>
      {others.map((each) => (
        <a href={releasePath(each.publicId)} title={titleOf(each.headline)}>
          {languageName(each.language)}
        </a>
      ))}
      {canBegin && (
        <a href={`/desk/releases/new?translationOf=${publicId}`} class="muted">
          Write in another language
        </a>
      )}
    </span>
  );
}

/** The page that everybody sees. */
export function NewsroomLink({ publicId }: { publicId: string }): VNode {
  return (
    <LinkButton href={`/r/${publicId}`} look="quiet" icon="globe">
      In the newsroom
    </LinkButton>
  );
}

/** The one thing that usually comes next. */
function NextStep({ release }: { release: OpenRelease }): VNode | null {
  const { summary, publicId, canArm } = release;
  if (summary.dispatchId !== null)
    return (
      <LinkButton href={`/desk/dispatches/${summary.dispatchId}`} icon="send">
        Open the dispatch
      </LinkButton>
    );
  if (summary.state !== 'approved' || !canArm) return null;
  return (
    <LinkButton href={`${releasePath(publicId)}/arm`} look="primary" icon="alarm-clock">
      Arm
    </LinkButton>
  );
}

function tabsOf(release: OpenRelease, tab: ReleaseTab | undefined) {
  const path = releasePath(release.publicId);
  const all: { key: ReleaseTab; label: string; href: string }[] = [
    { key: 'text', label: release.canWrite ? 'Write' : 'Release', href: path },
    { key: 'embargo', label: 'Embargo', href: `${path}/embargo` },
    { key: 'preview', label: 'Preview', href: `${path}/preview` },
    { key: 'review', label: 'Review', href: `${path}/review` },
    { key: 'rehearsal', label: 'Rehearsal', href: `${path}/rehearsal` },
    { key: 'history', label: 'History', href: `${path}/history` },
  ];
  return all.map(({ key, ...rest }) => ({ ...rest, current: key === tab }));
}
