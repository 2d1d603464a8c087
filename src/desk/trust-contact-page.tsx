import type { VNode } from 'preact';
import type { Contact } from '../contacts/contact.entity.js';
import { trustStanding } from '../contacts/trust.js';
import type { TrustEvent } from '../contacts/trust-event.entity.js';
import type { TrustRequest } from '../contacts/trust-lists.js';
import { KeyValues } from '../web/components/key-values.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { Timeline } from '../web/components/timeline.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { GrantForm, RequestForm, StandingForm } from './trust-forms.js';
import type { EarlyRelease } from './trust-history.js';
import { TrustReleases } from './trust-releases.js';
import { EVENT_LOOKS, StandingTag } from './trust-words.js';

export interface TrustContactView {
  shell: DeskShell;
  contact: Contact;
  outlet: string | null;
  request: TrustRequest | null;
  ledger: TrustEvent[];
  staff: Map<number, string>;
  releases: EarlyRelease[];
  zone: string;
  now: Date;
  mayDecide: boolean;
  form?: FormState;
}

/** Everything about one journalist's early access, and the decisions that make sense now. */
export function trustContactPage(view: TrustContactView): string {
  const { shell, contact, outlet, zone, now } = view;
  const name = contact.name || contact.email;
  const standing = trustStanding(contact, now);
  return page(
    <DeskPage title={`Early access of ${name}`} active="early-access" {...shell}>
      <PageHeader
        title={name}
        breadcrumb={[{ label: 'Early access', href: '/desk/early-access' }]}
        state={<StandingTag standing={standing} until={contact.trustUntil} zone={zone} />}
        lead={
          <>
            {contact.email} · {outlet ?? 'no outlet'} · <a href={`/desk/contacts/${contact.id}`}>Contact</a>
          </>
        }
      />
      {standing === 'moved' && (
        <Notice tone="hold" title="No early access for now">
          It was given at another outlet and ended when the list changed theirs. Grant it again once it is
          verified where they work now.
        </Notice>
      )}
      {view.request && <Request {...view} request={view.request} />}
      {view.mayDecide && <Decisions {...view} />}
      <Section title="Releases">
        <TrustReleases releases={view.releases} zone={zone} />
      </Section>
      <Section title="Ledger">
        <Ledger {...view} />
      </Section>
    </DeskPage>,
  );
}

function Request({
  request,
  contact,
  zone,
  form,
  mayDecide,
}: TrustContactView & { request: TrustRequest }): VNode {
  const { statedOutlet, proof, at } = request;
  return (
    <Section title="Request">
      <KeyValues
        items={[
          { label: 'States to work at', value: statedOutlet },
          { label: 'Proof', value: <span class="keep-words">{proof}</span> },
          { label: 'Address is at', value: contact.email.split('@').at(-1) ?? '' },
          { label: 'Asked', value: <Time at={at} zone={zone} /> },
        ]}
      />
      {mayDecide && <RequestForm contactId={contact.id} statedOutlet={statedOutlet} form={form} />}
    </Section>
  );
}

function Decisions({ contact, outlet, request, form, now }: TrustContactView): VNode | null {
  const standing = trustStanding(contact, now);
  if (standing !== 'none' && standing !== 'moved')
    return (
      <Section title="Decide">
        <StandingForm contactId={contact.id} standing={standing} form={form} />
      </Section>
    );
  if (request) return null;
  return (
    <Section title="Grant early access">
      <GrantForm contactId={contact.id} outlet={outlet ?? ''} form={form} />
    </Section>
  );
}

function Ledger({ ledger, staff, zone }: TrustContactView): VNode {
  if (ledger.length === 0) return <p class="muted">Nothing was asked for or decided yet.</p>;
  const events = ledger.map(({ at, kind, until, note, byUserId }) => ({
    at,
    icon: EVENT_LOOKS[kind].icon,
    tone: EVENT_LOOKS[kind].tone,
    title: EVENT_LOOKS[kind].word,
    who: whose(kind, byUserId, staff),
    detail: (
      <>
        {until && (
          <p>
            Until <Time at={until} zone={zone} />
          </p>
        )}
        {note && <p class="keep-lines keep-words">{note}</p>}
      </>
    ),
  }));
  return <Timeline events={events} zone={zone} />;
}

function whose(kind: TrustEvent['kind'], byUserId: number | null, staff: Map<number, string>): string {
  if (kind === 'request') return 'the journalist';
  return byUserId === null ? 'Dateline' : (staff.get(byUserId) ?? `user ${byUserId}`);
}
