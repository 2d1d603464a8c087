import type { VNode } from 'preact';
import { Checkbox, CheckboxGroup } from '../web/components/choices.js';
import { FieldGroup } from '../web/components/field.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import type { PartProps } from './compose-page.js';
import { contactRows, tickedContacts } from './compose-values.js';

/** Whom journalists may call: people kept on the desk, and people of this release only. */
export function ContactsPart({ release, desk, form }: PartProps): VNode {
  return (
    <div id="part-pressContacts">
      <FieldGroup
        name="pressContacts"
        label="Press contacts"
        hint="At least one, with an address or a telephone number."
        form={form}
      >
        <div class="part">
          {desk.kept.length > 0 && (
            <CheckboxGroup
              name="kept[]"
              label="Kept contacts"
              values={tickedContacts(release.version, desk.kept, form)}
              options={desk.kept.map(({ id, name, role, email, phone }) => ({
                value: String(id),
                label: name,
                hint: [role, email || phone].filter(Boolean).join(' · '),
              }))}
              form={form}
            />
          )}
          {contactRows(release.version, desk.kept, form).map((row, i) => (
            <ContactRow row={row} number={i} form={form} />
          ))}
        </div>
      </FieldGroup>
    </div>
  );
}

type RowProps = { row: ReturnType<typeof contactRows>[number]; number: number; form: PartProps['form'] };

function ContactRow({ row, number, form }: RowProps): VNode {
  const name = (field: string) => `contact.${number}.${field}`;
  const isNew = row.name === '' && row.email === '' && row.phone === '';
  const fields = (
    <>
      <FieldRow>
        <TextInput name={name('name')} label="Name" required={false} value={row.name} form={form} />
        <TextInput name={name('role')} label="Role" required={false} value={row.role} form={form} />
        <TextInput
          name={name('email')}
          label="E-mail"
          type="email"
          required={false}
          value={row.email}
          form={form}
        />
        <TextInput
          name={name('phone')}
          label="Telephone"
          type="tel"
          required={false}
          value={row.phone}
          form={form}
        />
      </FieldRow>
      <Checkbox name={name('keep')} label="Keep for later releases" />
    </>
  );
  if (!isNew) return <div class="part contact-row">{fields}</div>;
  return (
    <details class="contact-row">
      <summary>Somebody else</summary>
      <div class="part">{fields}</div>
    </details>
  );
}
