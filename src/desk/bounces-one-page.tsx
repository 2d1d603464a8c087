import type { VNode } from 'preact';
import { adviceFor } from '../bounces/advice.js';
import type { BounceLine } from '../bounces/bounces.service.js';
import { shortly } from '../bounces/contact-history.js';
import type { KeptText } from '../bounces/kept-mails.service.js';
import { categories } from '../bounces/reading/categories.js';
import { Button, LinkButton } from '../web/components/button.js';
import { KeyValues } from '../web/components/key-values.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { addressShown } from './address-shown.js';
import { ActionTag, MailThatBounced } from './bounces-parts.js';
import { SOURCE_WORDS, whatWasDone } from './bounces-words.js';
import type { DeskShell } from './desk-shell.js';

type BounceProps = {
  shell: DeskShell;
  zone: string;
  bounce: BounceLine;
  /** The mail it came in, if it came in one. */
  mail: KeptText | null;
  mayAct: boolean;
};

export function bouncePage({ shell, zone, bounce, mail, mayAct }: BounceProps): string {
  return page(
    <DeskPage title={`Bounce of ${addressShown(bounce.email)}`} active="bounces" {...shell}>
      <PageHeader
        title={addressShown(bounce.email)}
        breadcrumb={[{ label: 'Bounces', href: '/desk/bounces' }]}
        state={<ActionTag action={bounce.action} isUndone={bounce.undoneAt !== null} />}
        lead={
          bounce.kind === 'feedback'
            ? `They reported ${bounce.mail === 'release' ? 'the release' : 'our mail'} as spam.`
            : categories[bounce.category].means
        }
        actions={
          <LinkButton href={`/desk/contacts/${bounce.contactId}/bounces`}>History of this person</LinkButton>
        }
      />
      <WhatWasDone bounce={bounce} zone={zone} mayAct={mayAct} />
      {bounce.action === 'raised' && (
        <Notice tone="hold" title="What you can do">
          {adviceFor(bounce.category, bounce.diagnostic)}
        </Notice>
      )}
      <Section title="What the server said">
        <pre class="strangers-text">{bounce.diagnostic || 'It said nothing that could be kept.'}</pre>
        <KeyValues items={facts(bounce, zone)} />
      </Section>
      <OriginalMail mail={mail} source={bounce.source} />
    </DeskPage>,
  );
}

function WhatWasDone({ bounce, zone, mayAct }: { bounce: BounceLine; zone: string; mayAct: boolean }): VNode {
  if (bounce.undoneAt)
    return (
      <Notice tone="info" title="This was undone">
        <Time at={bounce.undoneAt} zone={zone} /> by {bounce.undoneBy ?? 'somebody'}. It counts no more.
      </Notice>
    );
  return (
    <Section title="What was done">
      <p>{whatWasDone(bounce)}</p>
      {mayAct && (
        <form class="form" method="post" action={`/desk/bounces/${bounce.id}/undo`}>
          <Button icon="undo-2">Undo: treat this bounce as if it had not come</Button>
        </form>
      )}
    </Section>
  );
}

function facts(bounce: BounceLine, zone: string) {
  return [
    { label: 'Reason', value: `${shortly(bounce.category)} (${bounce.category})` },
    { label: 'Status', value: bounce.status || '–' },
    { label: 'Reply code', value: bounce.reply || '–' },
    { label: 'Came by', value: SOURCE_WORDS[bounce.source] ?? bounce.source },
    { label: 'When', value: <Time at={bounce.at} zone={zone} look="full" /> },
    { label: bounce.mail === 'release' ? 'Release' : 'Mail', value: <MailThatBounced bounce={bounce} /> },
    ...dispatchOf(bounce),
    {
      label: 'Domain',
      value: <a href={`/desk/destinations/${encodeURIComponent(bounce.domain)}`}>{bounce.domain}</a>,
    },
  ];
}

function dispatchOf({ dispatchId, mailId }: BounceLine) {
  if (dispatchId === null) return [];
  const href = `/desk/dispatches/${dispatchId}/recipients/${mailId}`;
  return [{ label: 'Delivery', value: <a href={href}>{`Of dispatch ${dispatchId}`}</a> }];
}

/** The mail as it came, as text only: nothing in it is a link, a picture or a script here. */
export function OriginalMail({ mail, source }: { mail: KeptText | null; source: string }): VNode {
  if (!mail) {
    const why =
      source === 'reply'
        ? 'It was said while we were sending: there is no mail.'
        : 'There is no mail any more.';
    return (
      <Section title="The original">
        <p class="muted">{why}</p>
      </Section>
    );
  }
  return (
    <Section title="The original">
      {mail.text === null ? (
        <p class="muted">
          The bytes were forgotten after the days of the settings; what was read in them is above.
        </p>
      ) : (
        <>
          {/* Focusable, so that it can be scrolled by keyboard. */}
          <pre
            class="strangers-text strangers-mail"
            tabIndex={0}
            role="region"
            aria-label="The original mail as text"
          >
            {mail.text}
          </pre>
          {mail.isCut && <p class="muted">Only the first 64 KB are shown.</p>}
        </>
      )}
    </Section>
  );
}
