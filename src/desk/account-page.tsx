import type { OpenSession } from '../auth/sessions.service.js';
import { Tag } from '../web/components/badge.js';
import { Button, PostButton } from '../web/components/button.js';
import { type Column, DataTable } from '../web/components/data-table.js';
import { FormErrors } from '../web/components/field.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';

type AccountProps = {
  shell: DeskShell;
  sessions: OpenSession[];
  form: FormState;
  hasPassword: boolean;
  zone: string;
};

export function accountPage(props: AccountProps): string {
  return page(
    <DeskPage title="Your account" {...props.shell}>
      <PageHeader title="Your account" lead={`${props.shell.user.email} · ${props.shell.user.role}`} />
      <Section title={props.hasPassword ? 'Change the password' : 'Choose a password'}>
        <PasswordForm form={props.form} hasPassword={props.hasPassword} />
      </Section>
      <Section title="Where you are signed in">
        <DataTable
          caption="Your sessions"
          columns={columns(props.zone)}
          rows={props.sessions}
          empty="Nowhere."
        />
      </Section>
    </DeskPage>,
  );
}

function PasswordForm({ form, hasPassword }: { form: FormState; hasPassword: boolean }) {
  return (
    <form class="form" method="post" action="/desk/account/password" noValidate>
      <FormErrors form={form} />
      {hasPassword && (
        <TextInput
          name="current"
          label="Present password"
          type="password"
          autocomplete="current-password"
          form={form}
        />
      )}
      <TextInput
        name="password"
        label="New password"
        type="password"
        autocomplete="new-password"
        hint="At least 12 characters. Four unrelated words do well."
        form={form}
      />
      <TextInput
        name="again"
        label="The same again"
        type="password"
        autocomplete="new-password"
        form={form}
      />
      <Button look="primary">{hasPassword ? 'Change the password' : 'Set the password'}</Button>
    </form>
  );
}

function columns(zone: string): Column<OpenSession>[] {
  return [
    { title: 'Browser', isTitle: true, cell: (row) => row.userAgent ?? 'Unknown' },
    { title: 'Address', cell: (row) => row.address ?? 'Unknown' },
    { title: 'Last used', cell: (row) => <Time at={row.lastSeenAt} zone={zone} /> },
    { title: 'Since', isMinor: true, cell: (row) => <Time at={row.createdAt} zone={zone} /> },
    { title: 'End it', cell: (row) => (row.isThisOne ? <ThisBrowser /> : <EndIt id={row.id} />) },
  ];
}

function ThisBrowser() {
  return (
    <Tag icon="check" tone="ok">
      This browser
    </Tag>
  );
}

function EndIt({ id }: { id: string }) {
  return (
    <PostButton action={`/desk/account/sessions/${id}/end`} look="quiet" icon="log-out">
      Sign out
    </PostButton>
  );
}
