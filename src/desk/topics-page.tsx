import type { VNode } from 'preact';
import type { Topic } from '../subscriptions/topic.entity.js';
import { Tag } from '../web/components/badge.js';
import { Button, PostButton } from '../web/components/button.js';
import { Checkbox, Select } from '../web/components/choices.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { FormErrors } from '../web/components/field.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { FieldRow, TextArea, TextInput } from '../web/components/text-input.js';
import { type FormState, valueOf } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { languageChoices } from './releases-languages.js';

export function topicsPage(
  shell: DeskShell,
  topics: Topic[],
  followers: Map<number, number>,
  form: FormState,
): string {
  const columns: Column<Topic>[] = [
    {
      title: 'Topic',
      isTitle: true,
      cell: (topic) => (
        <TitleCell href={`/desk/topics/${topic.id}`} title={topic.name} detail={topic.description} />
      ),
    },
    { title: 'Offered', cell: (topic) => <Offered topic={topic} /> },
    {
      title: 'Followers',
      align: 'end',
      cell: (topic) => (followers.get(topic.id) ?? 0).toLocaleString('en'),
    },
  ];
  return page(
    <DeskPage title="Topics" active="topics" {...shell}>
      <PageHeader title="Topics" lead="The campaigns that journalists follow." />
      <DataTable
        caption="Topics"
        columns={columns}
        rows={topics}
        empty={
          <EmptyState icon="hash" title="No topics yet">
            A release goes to the journalists who follow its topics. Make the first one below.
          </EmptyState>
        }
      />
      <Section title="New topic">
        <TopicForm form={form} action="/desk/topics" />
      </Section>
    </DeskPage>,
  );
}

export function topicPage(shell: DeskShell, topic: Topic, form?: FormState): string {
  return page(
    <DeskPage title={topic.name} active="topics" {...shell}>
      <PageHeader
        title={topic.name}
        breadcrumb={[{ label: 'Topics', href: '/desk/topics' }]}
        state={<Offered topic={topic} />}
        actions={
          <PostButton action={`/desk/topics/${topic.id}/${topic.archivedAt ? 'offer' : 'archive'}`}>
            {topic.archivedAt ? 'Offer again' : 'Archive'}
          </PostButton>
        }
      />
      <TopicForm topic={topic} action={`/desk/topics/${topic.id}`} {...(form && { form })} />
    </DeskPage>,
  );
}

function Offered({ topic }: { topic: Topic }): VNode {
  if (topic.archivedAt)
    return (
      <Tag icon="archive" tone="idle">
        Archived
      </Tag>
    );
  if (topic.visibility === 'invitation')
    return (
      <Tag icon="lock" tone="hold">
        By invitation
      </Tag>
    );
  return (
    <Tag icon="globe" tone="ok">
      {topic.approval ? 'Public, approved by the desk' : 'Public'}
    </Tag>
  );
}

function TopicForm({ form, topic, action }: { form?: FormState; topic?: Topic; action: string }): VNode {
  return (
    <form class="form" method="post" action={action} noValidate>
      <FormErrors form={form} />
      <FieldRow>
        <TextInput name="name" label="Name" value={topic?.name} maxLength={120} form={form} />
        <Select
          name="language"
          label="Language"
          value={topic?.language ?? 'en'}
          options={languageChoices(topic?.language, valueOf(form, 'language'))}
          form={form}
        />
      </FieldRow>
      <TextArea
        name="description"
        label="Description"
        hint="Journalists read this on the newsroom."
        value={topic?.description}
        form={form}
        required={false}
        rows={2}
      />
      <FieldRow>
        <Select
          name="visibility"
          label="Who finds it"
          value={topic?.visibility ?? 'public'}
          options={[
            { value: 'public', label: 'Everybody, on the newsroom' },
            { value: 'invitation', label: 'Only whom the desk subscribes' },
          ]}
          form={form}
        />
        <TextInput
          name="admits"
          label="Addresses admitted at once"
          hint="Patterns such as *@*.example; all others ask the desk. Empty: any address."
          value={topic?.admits ?? ''}
          form={form}
          required={false}
        />
      </FieldRow>
      <Checkbox
        name="approval"
        label="The desk approves each subscription"
        checked={topic?.approval ?? false}
        form={form}
      />
      <Button look="primary">{topic ? 'Save' : 'Make the topic'}</Button>
    </form>
  );
}
