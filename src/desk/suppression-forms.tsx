import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { FormErrors } from '../web/components/field.js';
import { PageHeader } from '../web/components/page-header.js';
import { TextArea, TextInput } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { DESK_REASONS } from './suppressions-words.js';

export function newSuppressionPage({ shell, form }: { shell: DeskShell; form: FormState }): string {
  return page(
    <DeskPage title="Close an address" active="suppressions" {...shell}>
      <PageHeader
        title="Close an address"
        breadcrumb={[{ label: 'Suppressions', href: '/desk/suppressions' }]}
        lead="No mail goes to it from the moment you save, also of a dispatch that is under way."
      />
      <form class="form" method="post" action="/desk/suppressions" noValidate>
        <FormErrors form={form} />
        <TextInput name="email" label="Address" type="email" form={form} />
        <Select name="reason" label="Reason" options={DESK_REASONS} value="desk" form={form} />
        <TextInput
          name="note"
          label="Note"
          hint="What was said, and where."
          required={false}
          maxLength={1000}
          form={form}
        />
        <Button look="primary" icon="ban">
          Close it
        </Button>
      </form>
    </DeskPage>,
  );
}

export function importSuppressionsPage({ shell, form }: { shell: DeskShell; form: FormState }): string {
  return page(
    <DeskPage title="Import suppressions" active="suppressions" {...shell}>
      <PageHeader
        title="Import suppressions"
        breadcrumb={[{ label: 'Suppressions', href: '/desk/suppressions' }]}
        lead="Addresses that must not be mailed, from another system. An address that is closed already stays as it is."
      />
      <form
        class="form"
        method="post"
        action="/desk/suppressions/import"
        enctype="multipart/form-data"
        noValidate
      >
        <FormErrors form={form} />
        <Select name="reason" label="Reason" options={DESK_REASONS} value="unsubscribed" form={form} />
        <div class="field">
          <label for="field-file">
            CSV file <span class="muted">(optional)</span>
          </label>
          <input
            id="field-file"
            class="input"
            type="file"
            name="file"
            accept=".csv,.txt,text/csv,text/plain"
          />
        </div>
        <TextArea
          name="addresses"
          label="Or the addresses themselves"
          hint="One a line. Of a line with several columns, the first with an @ is taken."
          rows={8}
          required={false}
          form={form}
        />
        <ButtonRow>
          <Button look="primary" icon="upload">
            Close these addresses
          </Button>
          <LinkButton href="/desk/suppressions" look="quiet">
            Go back
          </LinkButton>
        </ButtonRow>
      </form>
    </DeskPage>,
  );
}
