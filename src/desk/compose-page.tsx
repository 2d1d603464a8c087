import type { VNode } from 'preact';
import { Button, ButtonRow } from '../web/components/button.js';
import { FormErrors } from '../web/components/field.js';
import { AutoSave, SaveIndicator } from '../web/components/islands.js';
import { Notice } from '../web/components/notice.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import { clock } from './compose-answers.js';
import type { ComposeDesk } from './compose-desk.js';
import { AdvisoryPart } from './compose-advisory.js';
import { ComposeConflicts, type Conflict } from './compose-conflicts.js';
import { ContactsPart } from './compose-contacts.js';
import { EmbargoCard } from './compose-embargo-card.js';
import { FilesPart, ImagePart } from './compose-media.js';
import { BoilerplatePart, InboxPart } from './compose-closing.js';
import { OthersHere } from './compose-others-here.js';
import { HeadPart, KindNotice, TextPart, TopicsPart } from './compose-text.js';
import type { DeskShell } from './desk-shell.js';
import type { ShownPreflight } from './preview-desk.service.js';
import { Preflight, VerdictLink } from './preview-preflight.js';
import { type PanelProps, Preview } from './preview-panel.js';
import { ReleaseHeader } from './releases-header.js';
import { type OpenRelease, releasePath } from './releases-open.js';

export interface ComposeProps {
  shell: DeskShell;
  release: OpenRelease;
  desk: ComposeDesk;
  form: FormState;
  /** What the page has seen of each part: goes back with the form. */
  seen: string;
  conflicts: Conflict[];
  /** Who else writes in it just now. */
  others: string[];
  report: ShownPreflight;
  panel: PanelProps;
  zone: string;
}

/** What each part of the compose page is given. */
export type PartProps = Pick<ComposeProps, 'release' | 'desk' | 'form' | 'zone'>;

export const LABELS: Record<string, string> = {
  headline: 'Headline',
  subhead: 'Subhead',
  dateline: 'Dateline',
  body: 'Text',
  image: 'Picture',
  newImage: 'Picture',
  newFiles: 'Files',
  'files[]': 'Files',
  pressContacts: 'Press contacts',
  boilerplate: 'Boilerplate',
  'topics[]': 'Topics',
  subject: 'Subject line',
  preheader: 'Preview line',
  notice: 'Notice',
  language: 'Language',
  'advisory.starts': 'Starts',
  'advisory.ends': 'Ends',
};

/** Which groups of boxes and rows the form holds: they send nothing when they are empty. */
export const GROUPS = 'advisory image files pressContacts topics';

export function composePage(props: ComposeProps): string {
  return page(
    <DeskPage title={props.release.version.headline || 'New release'} active="releases" {...props.shell}>
      <ReleaseHeader release={props.release} tab="text" />
      <ComposeConflicts conflicts={props.conflicts} />
      <Standing release={props.release} />
      <OthersHere others={props.others} path={releasePath(props.release.publicId)} />
      <div class="compose">
        <ComposeForm {...props} />
        <aside class="compose-preview" aria-label="Preview and checks">
          <Preflight report={props.report} path={releasePath(props.release.publicId)} live />
          <Preview panel={props.panel} live />
        </aside>
      </div>
    </DeskPage>,
  );
}

/** What a change would undo. */
function Standing({ release }: { release: OpenRelease }): VNode | null {
  const { state } = release.summary;
  if (state === 'approved')
    return (
      <Notice tone="hold" title="This is approved as it stands.">
        Any change takes the approval back, and somebody has to approve it anew.
      </Notice>
    );
  if (state !== 'armed' && state !== 'paused' && state !== 'held') return null;
  return (
    <Notice tone="hold" title="This is armed.">
      A change takes the approval back, and nothing is sent until it is approved and armed again.
    </Notice>
  );
}

function ComposeForm(props: ComposeProps): VNode {
  const { release, form, seen, zone } = props;
  const path = releasePath(release.publicId);
  const refused = Object.keys(form.values).length > 0;
  const saved = refused ? 'Not everything is saved' : `Saved ${clock(release.version.updatedAt, zone)}`;
  const groups = 'topics' in release.version.audience ? GROUPS : GROUPS.replace(' topics', '');
  return (
    <AutoSave
      action={path}
      storageKey={`release-${release.publicId}-${release.version.number}`}
      saved={release.version.updatedAt}
      refused={refused}
    >
      <form
        id="compose"
        class="form compose-form"
        method="post"
        action={path}
        enctype="multipart/form-data"
        noValidate
      >
        <FormErrors form={form} labels={LABELS} />
        <input type="hidden" name="seen" value={seen} />
        <input type="hidden" name="groups" value={groups} />
        <KindNotice {...props} />
        <HeadPart {...props} />
        {release.version.type === 'advisory' ? (
          <>
            <AdvisoryPart {...props} />
            <TextPart {...props} />
          </>
        ) : (
          <>
            <TextPart {...props} />
            <AdvisoryPart {...props} />
          </>
        )}
        <ImagePart {...props} />
        <FilesPart {...props} />
        <TopicsPart {...props} />
        <ContactsPart {...props} />
        <BoilerplatePart {...props} />
        <InboxPart {...props} />
        <EmbargoCard release={release} />
        <SaveBar saved={saved} report={props.report} />
      </form>
    </AutoSave>
  );
}

function SaveBar({ saved, report }: { saved: string; report: ShownPreflight }): VNode {
  return (
    <div class="save-bar">
      <ButtonRow>
        <Button look="primary" icon="save" data-shortcut="s">
          Save
        </Button>
        <Button name="then" value="review" icon="eye">
          Save and review
        </Button>
      </ButtonRow>
      <SaveIndicator saved={saved} />
      <VerdictLink problems={report.problems} />
    </div>
  );
}
