import type { VNode } from 'preact';
import { Button, ButtonRow, PostButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { Notice } from '../web/components/notice.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import type { PreflightReport } from './preview-desk.service.js';
import { Preflight } from './preview-preflight.js';
import { type PanelProps, Preview } from './preview-panel.js';
import { ReleaseHeader } from './releases-header.js';
import { releasePath } from './releases-open.js';

export interface PreviewPageProps {
  shell: DeskShell;
  panel: PanelProps;
  report: PreflightReport;
  /** The address that was asked for, as it was typed. */
  asked: string;
  canTest: boolean;
}

export function previewPage({ shell, panel, report, asked, canTest }: PreviewPageProps): string {
  return page(
    <DeskPage title="Preview" active="releases" {...shell}>
      <ReleaseHeader release={panel.release} tab="preview" />
      <div class="preview-choices">
        <ChoiceForm panel={panel} asked={asked} />
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
      {asked !== '' && <Recipient panel={panel} asked={asked} />}
      <Preflight report={report} path={releasePath(panel.release.publicId)} />
      <Preview panel={panel} />
    </DeskPage>,
  );
}

function ChoiceForm({ panel, asked }: { panel: PanelProps; asked: string }): VNode {
  const { release, tier } = panel;
  return (
    <form method="get" action={`${releasePath(release.publicId)}/preview`} class="filter-form">
      <FieldRow>
        {release.version.embargoAt && (
          <Select
            name="tier"
            label="Sent when"
            value={tier}
            options={[
              { value: 'general', label: 'At the lift, to everyone' },
              { value: 'early', label: 'Early, under the embargo mark' },
            ]}
          />
        )}
        <TextInput
          name="as"
          label="As this journalist"
          placeholder="ana@paper.example"
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

function Recipient({ panel, asked }: { panel: PanelProps; asked: string }): VNode {
  if (!panel.as) return <Notice tone="hold">{`Nobody of the press list has the address ${asked}.`}</Notice>;
  return (
    <Notice tone={panel.as.isReached ? 'ok' : 'hold'} title={panel.as.name || panel.as.email}>
      {panel.as.sentence}
    </Notice>
  );
}
