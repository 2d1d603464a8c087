import type { VNode } from 'preact';
import type { Save } from '../releases/release-history.js';
import { Button, PostButton } from '../web/components/button.js';
import { EmptyState } from '../web/components/empty-state.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { PROPERTY_NAMES, propertyNames } from './compose-property-names.js';
import type { SaveComparison } from './compose-history.js';
import type { DeskShell } from './desk-shell.js';
import { ReleaseHeader } from './releases-header.js';
import { type OpenRelease, releasePath } from './releases-open.js';

export interface HistoryPageProps {
  shell: DeskShell;
  release: OpenRelease;
  saves: Save[];
  comparison: SaveComparison | null;
  zone: string;
}

export function historyPage({ shell, release, saves, comparison, zone }: HistoryPageProps): string {
  return page(
    <DeskPage title="History" active="releases" {...shell}>
      <ReleaseHeader release={release} tab="history" />
      <div class="history">
        <Saves release={release} saves={saves} comparison={comparison} zone={zone} />
        {comparison ? (
          <Comparison comparison={comparison} release={release} />
        ) : (
          <EmptyState icon="git-compare" title="Nothing to compare yet">
            Every save is kept. As soon as there are two, their differences are shown here word by word.
          </EmptyState>
        )}
      </div>
    </DeskPage>,
  );
}

type SavesProps = Pick<HistoryPageProps, 'release' | 'saves' | 'comparison' | 'zone'>;

/** Two columns of radio buttons: from which save, to which save. */
function Saves({ release, saves, comparison, zone }: SavesProps): VNode {
  return (
    <form method="get" action={`${releasePath(release.publicId)}/history`} class="saves">
      <table>
        <caption class="visually-hidden">Saves, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Save</th>
          </tr>
        </thead>
        <tbody>
          {saves.map((save) => (
            <tr>
              <td>
                <Pick name="from" save={save} chosen={comparison?.from} />
              </td>
              <td>
                <Pick name="to" save={save} chosen={comparison?.to} />
              </td>
              <td>
                <strong>
                  <Time at={save.at} zone={zone} />
                </strong>
                <small>
                  {[save.by, propertyNames(save.changed)?.join(', ')].filter(Boolean).join(' · ')}
                </small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {saves.length > 1 && <Button icon="git-compare">Compare</Button>}
    </form>
  );
}

function Pick({
  name,
  save,
  chosen,
}: {
  name: 'from' | 'to';
  save: Save;
  chosen: number | undefined;
}): VNode {
  return (
    <input
      type="radio"
      name={name}
      value={String(save.revision)}
      checked={save.revision === chosen}
      aria-label={`${name === 'from' ? 'From' : 'To'} save ${save.revision}`}
    />
  );
}

type ComparisonProps = { comparison: SaveComparison; release: OpenRelease };

function Comparison({ comparison, release }: ComparisonProps): VNode {
  const canPutBack = release.canWrite && comparison.to === release.version.revision;
  return (
    <div class="comparison">
      {comparison.parts.length === 0 && <p>These two saves are the same.</p>}
      {canPutBack && comparison.parts.length > 0 && (
        <PostButton action={`${releasePath(release.publicId)}/history/${comparison.from}`} icon="history">
          Put the older words back
        </PostButton>
      )}
      {comparison.parts.map(({ property, runs }) => (
        <Section title={asTitle(PROPERTY_NAMES[property])}>
          <p class="diff">
            {runs.map(({ kind, text }) =>
              kind === 'same' ? text : kind === 'gone' ? <del>{text}</del> : <ins>{text}</ins>,
            )}
          </p>
        </Section>
      ))}
    </div>
  );
}

function asTitle(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
