import type { VNode } from 'preact';
import type { OpenRelease } from './releases-open.js';
import { releasePath } from './releases-open.js';
import { EmailPreview } from '../web/components/islands.js';
import { SegmentedChoice } from '../web/components/segmented.js';
import type { MailTier, SampleMail } from '../delivery/sample-mail.js';
import type { PreviewRecipient } from './preview-recipient.js';

export interface PanelProps {
  release: OpenRelease;
  mail: SampleMail;
  tier: MailTier;
  organisation: string;
  address: string;
  /** As whom it is shown; null: somebody of the press list. */
  as: PreviewRecipient | null;
}

const VIEWS = [
  { value: 'desktop', label: 'Desktop', icon: 'monitor' },
  { value: 'phone', label: 'Phone', icon: 'smartphone' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
  { value: 'text', label: 'Plain text', icon: 'text-align-start' },
];

/** The mail in its frame with what stands above it in an inbox; kept current after each autosave. */
export function Preview({ panel, live }: { panel: PanelProps; live?: boolean }): VNode {
  const { release, tier } = panel;
  const refresh = live
    ? {
        'hx-get': `${releasePath(release.publicId)}/preview/panel?tier=${tier}`,
        'hx-trigger': 'auto-save:saved from:body',
        'hx-swap': 'innerMorph',
      }
    : {};
  return (
    <div class="preview">
      <SegmentedChoice label="Preview as" name="preview-as" value="desktop" options={VIEWS} />
      <div class="preview-mail" {...refresh}>
        <PreviewMailFrame {...panel} />
      </div>
    </div>
  );
}

export function PreviewMailFrame({ release, mail, tier, organisation, address, as }: PanelProps): VNode {
  const { version, publicId } = release;
  const query = new URLSearchParams({ tier, v: String(version.number), s: String(version.revision) });
  return (
    <>
      <dl class="mail-head">
        <div>
          <dt>Subject</dt>
          <dd class="mail-subject">
            <bdi>{mail.subject}</bdi>
          </dd>
        </div>
        <div>
          <dt>Preview line</dt>
          <dd>
            <bdi>{mail.preheader || '–'}</bdi>
          </dd>
        </div>
        <div>
          <dt>From</dt>
          <dd>{`${organisation} <${address}>`}</dd>
        </div>
        {as && (
          <div>
            <dt>To</dt>
            <dd>{`${as.name} <${as.email}>`}</dd>
          </div>
        )}
      </dl>
      <EmailPreview
        src={`${releasePath(publicId)}/preview/mail?${query.toString()}`}
        title="The mail as it will be received"
      />
      <pre class="preview-text" tabIndex={0} aria-label="The mail as plain text">
        {mail.text}
      </pre>
    </>
  );
}
