import type { ApiToken } from '../auth/api-token.entity.js';
import { lesserRole, type Role, roles } from '../users/may.js';
import { roleWord } from '../users/role-word.js';
import { Button, PostButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { type Column, DataTable } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { FormErrors } from '../web/components/field.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';

type TokensProps = {
  shell: DeskShell;
  tokens: ApiToken[];
  form: FormState;
  /** A token may not do more than its owner. */
  role: Role;
  zone: string;
  /** The one just made, shown this once. */
  token?: string | undefined;
};

export function tokensPage({ shell, tokens, form, role, zone, token }: TokensProps): string {
  return page(
    <DeskPage title="API tokens" active="tokens" {...shell}>
      <PageHeader
        title="API tokens"
        lead="For programs that act for you: at most what the token's role may."
      />
      {token && (
        <Notice tone="ok" title="Copy this token now. It is not shown again.">
          <code>{token}</code>
        </Notice>
      )}
      <Section title="Your tokens">
        <DataTable caption="Your tokens" columns={columns(zone)} rows={tokens} empty={<NoTokens />} />
      </Section>
      <Section title="New token">
        <form class="form" method="post" action="/desk/tokens" noValidate>
          <FormErrors form={form} />
          <FieldRow>
            <TextInput name="name" label="What it is for" maxLength={100} placeholder="Website" form={form} />
            <Select name="role" label="May do what a … may" options={choices(role)} form={form} />
          </FieldRow>
          <Button look="primary" icon="key-round">
            Make a token
          </Button>
        </form>
      </Section>
    </DeskPage>,
  );
}

function columns(zone: string): Column<ApiToken>[] {
  return [
    { title: 'For', isTitle: true, cell: (row) => row.name },
    { title: 'Role', cell: (row) => roleWord(row.role) },
    { title: 'Made', isMinor: true, cell: (row) => <Time at={row.createdAt} zone={zone} /> },
    {
      title: 'Last used',
      cell: (row) => (row.lastUsedAt ? <Time at={row.lastUsedAt} zone={zone} /> : 'Never'),
    },
    { title: 'Revoke', cell: (row) => <Revoke id={row.id} /> },
  ];
}

function Revoke({ id }: { id: number }) {
  return (
    <PostButton action={`/desk/tokens/${id}/revoke`} look="danger" icon="ban">
      Revoke
    </PostButton>
  );
}

function NoTokens() {
  return (
    <EmptyState icon="key-round" title="No tokens yet">
      A token lets a program read or write here in your name, over the JSON API.
    </EmptyState>
  );
}

function choices(role: Role) {
  return roles
    .filter((each) => lesserRole(each, role) === each)
    .map((each) => ({ value: each, label: roleWord(each) }));
}
