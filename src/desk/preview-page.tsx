import type { VNode } from 'preact';
import { Button, ButtonRow, PostButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { Notice } from '../web/components/notice.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import type { ShownPreflight } from './preview-desk.service.js';
import { Preflight } from './preview-preflight.js';
import { type PanelProps, Preview } from './preview-panel.js';
import { MOST_CHOICES, type RecipientChoice } from './preview-recipient.js';
import { ReleaseHeader } from './releases-header.js';
import { releasePath } from './releases-open.js';

export interface PreviewPageProps {
  shell: DeskShell;
  panel: PanelProps;
  report: ShownPreflight;
  /** The address that was asked for, as it was typed. */
  asked: string;
  /** The tier that was asked for; '': the one in which that journalist gets it. */
  askedTier: string;
  /** Whom the name that was typed may mean. */
  choices: RecipientChoice[];
  canTest: boolean;
}

export function previewPage({
  shell,
  panel,
  report,
  asked,
  askedTier,
  choices,
  canTest,
}: PreviewPageProps): string {
  return page(
    <DeskPage title="Preview" active="releases" {...shell}>
      <ReleaseHeader release={panel.release} tab="preview" />
      <div class="preview-choices">
        <ChoiceForm panel={panel} asked={asked} askedTier={askedTier} />
        {canTest && (
          <PostButton
            action={`${releasePath(panel.release.publicId)}/preview/test`}
            fields={{ tier: panel.tier }}
            icon="mail"
          >
            Send me a test
          </PostButton>
        )}
      </div>
      {asked !== '' && <Recipient panel={panel} asked={asked} choices={choices} />}
      <Preflight report={report} path={releasePath(panel.release.publicId)} />
      <Preview panel={panel} />
    </DeskPage>,
  );
}

type ChoiceProps = Pick<PreviewPageProps, 'panel' | 'asked' | 'askedTier'>;

function ChoiceForm({ panel, asked, askedTier }: ChoiceProps): VNode {
  const { release } = panel;
  return (
    <form method="get" action={`${releasePath(release.publicId)}/preview`} class="filter-form">
      <FieldRow>
        {release.version.embargoAt && (
          <Select
            name="tier"
            label="Sent when"
            value={askedTier}
            required={false}
            options={[
              { value: '', label: 'When the journalist gets it' },
              { value: 'general', label: 'At the lift, to everyone' },
              { value: 'early', label: 'Early, under the embargo mark' },
            ]}
          />
        )}
        <TextInput
          name="as"
          label="As this journalist"
          placeholder="A name, or an address"
          required={false}
          value={asked}
        />
      </FieldRow>
      <ButtonRow>
        <Button icon="eye">Show</Button>
      </ButtonRow>
    </form>
  );
}

type RecipientProps = Pick<PreviewPageProps, 'panel' | 'asked' | 'choices'>;

function Recipient({ panel, asked, choices }: RecipientProps): VNode {
  if (!panel.as && choices.length > 1) return <Choose panel={panel} asked={asked} choices={choices} />;
  if (!panel.as)
    return <Notice tone="hold">{`Nobody of the press list has the name or address ${asked}.`}</Notice>;
  return (
    <Notice tone={panel.as.isReached ? 'ok' : 'hold'} title={panel.as.name || panel.as.email}>
      {panel.as.sentence}
    </Notice>
  );
}

/** Several have that name. */
function Choose({ panel, asked, choices }: RecipientProps): VNode {
  const path = (email: string) =>
    `${releasePath(panel.release.publicId)}/preview?${new URLSearchParams({ as: email }).toString()}`;
  return (
    <Notice tone="info" title={`Whom do you mean by “${asked}”?`}>
      <ul class="recipient-choices">
        {choices.slice(0, MOST_CHOICES).map(({ name, email }) => (
          <li>
            <a href={path(email)}>{name || email}</a> <span class="muted">{name && email}</span>
          </li>
        ))}
      </ul>
      {choices.length > MOST_CHOICES && <p>There are more. Type more of the name.</p>}
    </Notice>
  );
}
