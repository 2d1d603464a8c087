import type { ComponentChildren, VNode } from 'preact';
import type { TrustDecisionKind } from '../contacts/trust-decision.js';
import type { TrustStanding } from '../contacts/trust.js';
import { Button, ButtonRow } from '../web/components/button.js';
import { Checkbox, type Choice, RadioGroup } from '../web/components/choices.js';
import { FormErrors } from '../web/components/field.js';
import { FieldRow, TextArea, TextInput } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { trustPath } from './trust-list-page.js';

type FormProps = { contactId: number; form?: FormState | undefined };

/** Grants what was asked for, or refuses it. */
export function RequestForm({ contactId, statedOutlet, form }: FormProps & { statedOutlet: string }): VNode {
  return (
    <DecisionForm contactId={contactId} form={form}>
      <OutletInput outlet={statedOutlet} form={form} />
      <Words form={form} />
      <ButtonRow>
        <Button look="primary" name="kind" value="grant" icon="key-round">
          Grant early access
        </Button>
        <Button name="kind" value="refusal">
          Refuse
        </Button>
      </ButtonRow>
    </DecisionForm>
  );
}

/** Grants it to somebody who did not ask, or has it no more. */
export function GrantForm({ contactId, outlet, form }: FormProps & { outlet: string }): VNode {
  return (
    <DecisionForm contactId={contactId} form={form}>
      <OutletInput outlet={outlet} form={form} />
      <Words form={form} />
      <Button look="primary" name="kind" value="grant" icon="key-round">
        Grant early access
      </Button>
    </DecisionForm>
  );
}

const RESTRICTIONS: (Choice & { value: TrustDecisionKind })[] = [
  { value: 'warning', label: 'Warn', hint: 'Noted in the ledger. Early access stays.' },
  {
    value: 'probation',
    label: 'Probation',
    hint: 'Early access stays, for all to see that one more breach ends it.',
  },
  {
    value: 'suspension',
    label: 'Suspend',
    hint: 'No early access until the end, at once and for releases already frozen.',
  },
  { value: 'dropped', label: 'End early access', hint: 'They may ask for it again.' },
];
const RESTORING: Choice & { value: TrustDecisionKind } = {
  value: 'reinstated',
  label: 'Restore',
  hint: 'Full early access again, before the end.',
};

/** Warns, restricts or restores somebody who has early access. */
export function StandingForm({ contactId, standing, form }: FormProps & { standing: TrustStanding }): VNode {
  const options = standing === 'trusted' ? RESTRICTIONS : [...RESTRICTIONS, RESTORING];
  return (
    <DecisionForm contactId={contactId} form={form}>
      <RadioGroup name="kind" label="Decision" options={options} form={form} />
      <FieldRow>
        <TextInput
          name="until"
          type="date"
          label="End of a probation or suspension"
          hint="It is over when this day begins in the newsroom. Empty: until decided otherwise."
          form={form}
          required={false}
        />
      </FieldRow>
      <Words form={form} />
      <Button look="primary">Decide</Button>
    </DecisionForm>
  );
}

function DecisionForm({ contactId, form, children }: FormProps & { children: ComponentChildren }): VNode {
  return (
    <form method="post" action={trustPath(contactId)} class="form-stack">
      <FormErrors form={form} />
      {children}
    </form>
  );
}

function OutletInput({ outlet, form }: { outlet: string; form?: FormState | undefined }): VNode {
  return (
    <TextInput
      name="outlet"
      label="Outlet, as you verified it"
      hint="Early access is given at this outlet and ends when they leave it. It becomes the contact’s outlet."
      value={outlet}
      maxLength={200}
      form={form}
      required={false}
    />
  );
}

function Words({ form }: { form?: FormState | undefined }): VNode {
  return (
    <>
      <TextArea
        name="note"
        label="Note for the ledger"
        hint="How it was verified, or what happened. Not sent."
        rows={2}
        maxLength={2000}
        form={form}
        required={false}
      />
      <TextArea
        name="message"
        label="Words to the journalist"
        hint="Added to the mail that tells them of the decision in their language."
        rows={2}
        maxLength={2000}
        form={form}
        required={false}
      />
      <Checkbox name="tell" label="Tell the journalist by e-mail" checked form={form} />
    </>
  );
}
