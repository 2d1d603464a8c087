import type { VNode } from 'preact';
import type { FollowUpKind } from '../releases/follow-ups.service.js';
import { ButtonRow, LinkButton } from '../web/components/button.js';
import { Section } from '../web/components/section.js';
import { type OpenRelease, releasePath } from './releases-open.js';

type Entry = { kind: FollowUpKind; label: string; icon: string; look?: 'danger' };

const ENTRIES: Entry[] = [
  { kind: 'correction', label: 'Correct', icon: 'file-pen-line' },
  { kind: 'update', label: 'Update', icon: 'file-plus' },
  { kind: 'hold', label: 'Hold', icon: 'hand' },
  { kind: 'kill', label: 'Kill', icon: 'octagon-x', look: 'danger' },
];

/** What can follow a release that has gone out. Each leads to a page that says what it will do. */
export function FollowUps({ release }: { release: OpenRelease }): VNode {
  const path = `${releasePath(release.publicId)}/follow-up`;
  return (
    <Section title="Follow up">
      <p class="muted">Goes to exactly those who received it, in the same thread.</p>
      <ButtonRow>
        {ENTRIES.map(({ kind, label, icon, look }) => (
          <LinkButton href={`${path}/${kind}`} icon={icon} look={look ?? 'plain'}>
            {label}
          </LinkButton>
        ))}
      </ButtonRow>
    </Section>
  );
}
