import type { VNode } from 'preact';
import type { KeptForm } from '../auth/kept-form.entity.js';
import { isDecision, typedFields } from '../auth/typed-form.js';
import { KEPT_FORMS } from '../http/ask-to-sign-in.js';
import { parseBody } from '../rendering/parse-body.js';
import { Button, ButtonRow, LinkButton, PostButton } from '../web/components/button.js';
import { KeyValues } from '../web/components/key-values.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { timeText } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { bodyAsPlainText } from './compose-body-text.js';
import type { DeskShell } from './desk-shell.js';

type KeptFormProps = { shell: DeskShell; form: KeptForm; zone: string };

/** What somebody had typed when their session ended: to read, to send again, or to take from it what is needed. */
export function keptFormPage({ shell, form, zone }: KeptFormProps): string {
  const when = timeText(form.createdAt, zone, 'full', 'en-GB');
  return page(
    <DeskPage title="What you had typed" {...shell}>
      <PageHeader
        title="What you had typed"
        lead={`Your session had ended when you sent this, ${when}. Nothing of it was done. It is kept for a week, and only you see it.`}
      />
      {form.files.length > 0 && (
        <Notice tone="hold" title="Files have to be chosen again">
          They were not kept: {form.files.join(', ')}.
        </Notice>
      )}
      <KeyValues items={typedFields(form).map(([name, value]) => shownField(name, value))} />
      {isDecision(form) ? <Decision form={form} /> : <SendAgain form={form} />}
    </DeskPage>,
  );
}

function SendAgain({ form }: { form: KeptForm }): VNode {
  const { page: back, mediaType, fields } = form;
  return (
    <>
      <form method="post" action={`${KEPT_FORMS}/${form.id}/use`} enctype={mediaType}>
        {fields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <ButtonRow>
          <Button look="primary" icon="send-horizontal">
            Send it now
          </Button>
          <LinkButton href={back}>Open the page without it</LinkButton>
        </ButtonRow>
      </form>
      <Discard form={form} />
    </>
  );
}

function Decision({ form }: { form: KeptForm }): VNode {
  return (
    <>
      <p>
        What this would do depends on how things stand by now. Open the page, read it again, and take your
        text from here.
      </p>
      <ButtonRow>
        <LinkButton href={form.page} look="primary">
          Open the page
        </LinkButton>
        <Discard form={form} />
      </ButtonRow>
    </>
  );
}

function Discard({ form }: { form: KeptForm }): VNode {
  return (
    <PostButton action={`${KEPT_FORMS}/${form.id}/discard`} look="quiet" icon="trash-2">
      Throw it away
    </PostButton>
  );
}

function shownField(name: string, value: string): { label: string; value: VNode } {
  return { label: labelOf(name), value: <span class="kept-text">{textOf(name, value)}</span> };
}

/** "pressContacts.0.name" reads "Press contacts 1 name". */
function labelOf(name: string): string {
  const words = name
    .replace(/\[\]$/, '')
    .split('.')
    .map((part) =>
      /^\d+$/.test(part) ? String(Number(part) + 1) : part.replaceAll(/([A-Z])/g, ' $1').toLowerCase(),
    )
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The editor sends its text as a document. */
function textOf(name: string, value: string): string {
  if (name !== 'body' || !value.startsWith('{')) return value;
  try {
    return bodyAsPlainText(parseBody(JSON.parse(value)));
  } catch {
    return value;
  }
}
