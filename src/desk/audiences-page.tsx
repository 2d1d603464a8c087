import type { VNode } from 'preact';
import type { Audience } from '../contacts/audience.entity.js';
import type { AudienceFilter } from '../contacts/audience.js';
import type { AudienceCount } from '../contacts/count-audience.js';
import type { ReleaseSummary } from '../releases/release-summaries.js';
import { Button, ButtonRow, LinkButton, PostButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { FormErrors } from '../web/components/field.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import { type AudienceLine, type AudienceNames, LINE_FIELDS } from './audience-lines.js';
import { AudienceReach } from './audience-reach.js';
import type { DeskShell } from './desk-shell.js';

export function audiencesPage(shell: DeskShell, audiences: Audience[], zone: string): string {
  const columns: Column<Audience>[] = [
    {
      title: 'Audience',
      isTitle: true,
      cell: ({ id, name }) => <TitleCell href={`/desk/audiences/${id}`} title={name} />,
    },
    { title: 'Changed', cell: ({ updatedAt }) => <Time at={updatedAt} zone={zone} /> },
  ];
  return page(
    <DeskPage title="Audiences" active="audiences" {...shell}>
      <PageHeader
        title="Audiences"
        lead="Selections of the press list, saved by name and evaluated anew for each release."
        actions={
          <LinkButton href="/desk/audiences/new" icon="plus" look="primary">
            New audience
          </LinkButton>
        }
      />
      <DataTable
        caption="Audiences"
        columns={columns}
        rows={audiences}
        empty={
          <EmptyState icon="users" title="No audiences yet">
            A release goes to the followers of its topics. Save an audience for anything narrower or wider.
          </EmptyState>
        }
      />
    </DeskPage>,
  );
}

export interface AudienceView {
  shell: DeskShell;
  /** Null: a new one. */
  audience: Pick<Audience, 'id' | 'name'> | null;
  name: string;
  /** Null: the filter says more than lines can. */
  lines: AudienceLine[] | null;
  /** Null: there is none yet, or it is wrong. */
  filter: AudienceFilter | null;
  count: AudienceCount | null;
  names: AudienceNames;
  drafts: ReleaseSummary[];
  form?: FormState;
}

export function audiencePage(view: AudienceView): string {
  const { shell, audience, filter, count, lines } = view;
  const title = audience?.name ?? 'New audience';
  return page(
    <DeskPage title={title} active="audiences" {...shell}>
      <PageHeader title={title} breadcrumb={[{ label: 'Audiences', href: '/desk/audiences' }]} />
      {lines ? <Builder {...view} lines={lines} /> : <Unsayable filter={filter} />}
      {count && filter && <AudienceReach count={count} filter={filter} />}
      {audience && <Saved {...view} audience={audience} />}
    </DeskPage>,
  );
}

/** Without script: each answer of the server has one open line in each group and one open group. */
function Builder({ audience, name, lines, names, form }: AudienceView & { lines: AudienceLine[] }): VNode {
  const path = audience ? `/desk/audiences/${audience.id}` : '/desk/audiences';
  const groups = [...new Set(lines.map((line) => line.group))];
  const spare = groups.length === 0 ? 0 : Math.max(...groups) + 1;
  let at = 0;
  return (
    <form class="form" method="post" action={path} noValidate>
      <FormErrors form={form} />
      {[...groups, spare].map((group, index) => (
        <fieldset class="field" key={group}>
          <legend>{index === 0 ? 'Everybody who …' : 'or everybody who …'}</legend>
          {[...lines.filter((line) => line.group === group), null].map((line) => (
            <Line at={at++} group={group} line={line} />
          ))}
        </fieldset>
      ))}
      <Suggestions names={names} />
      <TextInput name="name" label="Name" value={name} maxLength={120} form={form} required={false} />
      <ButtonRow>
        <Button formaction="/desk/audiences/count" icon="users" name="id" value={String(audience?.id ?? '')}>
          Show who this is
        </Button>
        <Button look="primary">{audience ? 'Save' : 'Save the audience'}</Button>
      </ButtonRow>
    </form>
  );
}

const FIELDS = Object.entries(LINE_FIELDS).map(([value, label]) => ({ value, label }));
const IS = [
  { value: 'yes', label: 'is true' },
  { value: 'no', label: 'is not true' },
];

function Line({ at, group, line }: { at: number; group: number; line: AudienceLine | null }): VNode {
  return (
    <>
      <input type="hidden" name={`lines.${at}.group`} value={group} />
      <FieldRow>
        <Select
          name={`lines.${at}.field`}
          label={line ? 'Condition' : 'One more condition'}
          options={FIELDS}
          placeholder="…"
          value={line?.field ?? ''}
          required={false}
        />
        <TextInput
          name={`lines.${at}.value`}
          label="Values, separated by commas"
          value={line?.value ?? ''}
          required={false}
          list="audience-names"
        />
        <Select
          name={`lines.${at}.is`}
          label="Which"
          options={IS}
          value={line?.is === false ? 'no' : 'yes'}
        />
      </FieldRow>
    </>
  );
}

function Suggestions({ names }: { names: AudienceNames }): VNode {
  return (
    <datalist id="audience-names">
      {[...names.topics, ...names.beats, ...names.outlets].map(({ name }) => (
        <option value={name} />
      ))}
    </datalist>
  );
}

function Unsayable({ filter }: { filter: AudienceFilter | null }): VNode {
  return (
    <Notice tone="info" title="This audience was made through the API and is nested deeper than this form.">
      <pre class="code">{JSON.stringify(filter, null, 2)}</pre>
    </Notice>
  );
}

function Saved({ audience, drafts }: AudienceView & { audience: Pick<Audience, 'id'> }): VNode {
  const path = `/desk/audiences/${audience.id}`;
  return (
    <>
      <Section title="Use it for a release">
        {drafts.length === 0 ? (
          <p>No release is being drafted.</p>
        ) : (
          <form class="form" method="post" action={`${path}/release`}>
            <Select
              name="release"
              label="Draft"
              hint="The release takes the audience as it is saved now; changing it here later changes no release."
              options={drafts.map(({ publicId, headline }) => ({
                value: publicId,
                label: headline || 'Without a headline',
              }))}
            />
            <Button>Send this draft to it</Button>
          </form>
        )}
      </Section>
      <Section title="Remove">
        <PostButton action={`${path}/remove`} look="danger">
          Remove the audience
        </PostButton>
      </Section>
    </>
  );
}
