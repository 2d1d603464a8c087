import type { VNode } from 'preact';
import type { BouncedMailKind } from '../bounces/bounce-query.js';
import type { Suppression } from '../contacts/suppression.entity.js';
import { Button } from '../web/components/button.js';
import { FormErrors } from '../web/components/field.js';
import { KeyValues } from '../web/components/key-values.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import { Timeline } from '../web/components/timeline.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import { addressShown } from './address-shown.js';
import type { DeskShell } from './desk-shell.js';
import { REASON_LOOKS } from './suppressions-words.js';
import { ReasonTag } from './suppression-reason.js';

type OneProps = {
  shell: DeskShell;
  zone: string;
  suppression: Suppression;
  history: Suppression[];
  /** What was said when one of them was lifted, by its id. */
  whys: Map<number, string>;
  /** Whether this person may open it again; null: it is open. */
  mayLift: boolean | null;
  form?: FormState;
};

export function suppressionPage({
  shell,
  zone,
  suppression,
  history,
  whys,
  mayLift,
  form,
}: OneProps): string {
  const name = addressShown(suppression.email);
  return page(
    <DeskPage title={name} active="suppressions" {...shell}>
      <PageHeader
        title={name}
        breadcrumb={[{ label: 'Suppressions', href: '/desk/suppressions' }]}
        state={<ReasonTag reason={suppression.reason} />}
        lead={mayLift === null ? 'Mail may go to this address again.' : 'No mail goes to this address.'}
      />
      <KeyValues items={evidence(suppression, zone)} />
      {mayLift === true && <LiftForm id={suppression.id} form={form} />}
      {mayLift === false && (
        <Notice tone="info" title="Their own wish">
          This address was closed by its owner. Only an administrator may open it again, with the owner’s word
          for it.
        </Notice>
      )}
      <Section title="History of this address">
        <Timeline zone={zone} events={history.flatMap((one) => eventsOf(one, whys))} />
      </Section>
    </DeskPage>,
  );
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The bounce with the mail in which it came, and its undo. */
function BounceLink({ mail, id }: { mail: string; id: string }): VNode {
  const query = new URLSearchParams({ mail, mailId: id, days: '365' });
  return <a href={`/desk/bounces?${query.toString()}`}>What came back, in its own words</a>;
}

/** Under which name the mail that came back is kept. */
const mailOf: Record<string, BouncedMailKind> = {
  delivery: 'release',
  digest: 'digest',
  notice: 'notice',
  letter: 'letter',
};

function evidence(suppression: Suppression, zone: string) {
  const { evidence: given } = suppression;
  const shown = Object.entries(given).filter(([, value]) => value !== '' && value !== null);
  return [
    { label: 'Since', value: <Time at={suppression.since} zone={zone} look="full" /> },
    {
      label: 'Until',
      value: suppression.until ? (
        <Time at={suppression.until} zone={zone} look="full" />
      ) : (
        'a person opens it'
      ),
    },
    { label: 'Told by', value: suppression.source },
    ...shown.map(([label, value]) => ({
      label: label.charAt(0).toUpperCase() + label.slice(1),
      value: mailOf[label] ? <BounceLink mail={mailOf[label]} id={String(value)} /> : inWords(value),
    })),
  ];
}

function LiftForm({ id, form }: { id: number; form?: FormState | undefined }): VNode {
  return (
    <Section title="Open it again">
      <form class="form" method="post" action={`/desk/suppressions/${id}/lift`} noValidate>
        <FormErrors form={form} />
        <TextInput
          name="why"
          label="Why"
          hint="It goes into the record."
          maxLength={1000}
          placeholder="They wrote that the mailbox works again"
          {...(form ? { form } : {})}
        />
        <Button icon="mail-check">Allow mail again</Button>
      </form>
    </Section>
  );
}

function eventsOf(one: Suppression, whys: Map<number, string>) {
  const look = REASON_LOOKS[one.reason];
  const closed = {
    at: one.since,
    icon: look.icon,
    tone: look.tone,
    title: look.word,
    detail: `Told by ${one.source}`,
  };
  if (!one.liftedAt) return [closed];
  const by = one.liftedBy ?? 'somebody';
  const opened = {
    at: one.liftedAt,
    icon: 'mail-check',
    tone: 'ok' as const,
    title: 'Opened again',
    who: by,
    ...(whys.has(one.id) && { detail: `“${whys.get(one.id)}”` }),
  };
  return [opened, closed];
}
