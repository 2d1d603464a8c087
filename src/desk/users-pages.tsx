import { roles } from '../users/may.js';
import { roleWord } from '../users/role-word.js';
import type { StaffUser } from '../users/staff-user.entity.js';
import { Badge, Tag } from '../web/components/badge.js';
import { Button, ButtonRow, PostButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { FormErrors } from '../web/components/field.js';
import { KeyValues } from '../web/components/key-values.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';

const ROLE_CHOICES = [
  { value: 'viewer', label: roleWord('viewer'), hint: 'reads' },
  { value: 'press_officer', label: roleWord('press_officer'), hint: 'writes, approves and sends' },
  { value: 'admin', label: roleWord('admin'), hint: 'also users, settings and the record' },
] satisfies { value: (typeof roles)[number]; label: string; hint: string }[];

export function usersPage({
  shell,
  users,
  form,
}: {
  shell: DeskShell;
  users: StaffUser[];
  form: FormState;
}): string {
  return page(
    <DeskPage title="Users" active="users" {...shell}>
      <PageHeader title="Users" lead="Who works at this press desk, and what each of them may do." />
      <DataTable caption="Users" columns={COLUMNS} rows={users} empty="Nobody yet." />
      <Section title="Invite somebody">
        <form class="form" method="post" action="/desk/users" noValidate>
          <FormErrors form={form} />
          <FieldRow>
            <TextInput name="name" label="Name" autocomplete="off" maxLength={100} form={form} />
            <TextInput name="email" label="E-mail address" type="email" autocomplete="off" form={form} />
          </FieldRow>
          <Select name="role" label="Role" options={ROLE_CHOICES} value="press_officer" form={form} />
          <Button look="primary" icon="mail">
            Send an invitation
          </Button>
        </form>
      </Section>
    </DeskPage>,
  );
}

const COLUMNS: Column<StaffUser>[] = [
  {
    title: 'Name',
    isTitle: true,
    cell: (user) => <TitleCell href={`/desk/users/${user.id}`} title={user.name} detail={user.email} />,
  },
  { title: 'Role', cell: (user) => roleWord(user.role) },
  { title: 'State', cell: (user) => <AccountState user={user} /> },
];

function AccountState({ user }: { user: StaffUser }) {
  if (!user.isDisabled) return <Badge state="active" />;
  return (
    <Tag icon="ban" tone="idle">
      Disabled
    </Tag>
  );
}

type UserProps = { shell: DeskShell; user: StaffUser; zone: string; isOneself: boolean };

export function userPage({ shell, user, zone, isOneself }: UserProps): string {
  return page(
    <DeskPage title={user.name} active="users" {...shell}>
      <PageHeader
        title={user.name}
        breadcrumb={[{ label: 'Users', href: '/desk/users' }]}
        state={<AccountState user={user} />}
        lead={isOneself ? 'This is you.' : undefined}
      />
      <KeyValues
        items={[
          { label: 'E-mail address', value: user.email },
          { label: 'Since', value: <Time at={user.createdAt} zone={zone} /> },
          {
            label: 'In the record',
            value: <a href={`/desk/record?actor=user:${user.id}`}>What {user.name} did</a>,
          },
        ]}
      />
      <Section title="Role">
        <form class="form" method="post" action={`/desk/users/${user.id}/role`}>
          <Select name="role" label="Role" options={ROLE_CHOICES} value={user.role} />
          <Button>Change the role</Button>
        </form>
      </Section>
      <Section title="Access">
        <ButtonRow>{user.isDisabled ? <Enable id={user.id} /> : <Disable id={user.id} />}</ButtonRow>
      </Section>
    </DeskPage>,
  );
}

function Enable({ id }: { id: number }) {
  return (
    <PostButton action={`/desk/users/${id}/enable`} icon="check">
      Let this account in again
    </PostButton>
  );
}

function Disable({ id }: { id: number }) {
  return (
    <>
      <PostButton action={`/desk/users/${id}/invite`} icon="mail">
        Send a link to sign in
      </PostButton>
      <PostButton action={`/desk/users/${id}/disable`} look="danger" icon="ban">
        Disable this account
      </PostButton>
    </>
  );
}
