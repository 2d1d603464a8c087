import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import { languageNames, pageLanguages } from '../subscriptions/journalist-words.js';
import { noticeParagraphs } from '../subscriptions/notice-letter.js';
import type { NoticeCounts } from '../subscriptions/notices.service.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { Confirmation } from '../web/components/confirmation.js';
import { FormErrors } from '../web/components/field.js';
import { KeyValues } from '../web/components/key-values.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { type Stat, StatNumbers } from '../web/components/stat-numbers.js';
import { TextArea } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';

export interface DataProtectionView {
  shell: DeskShell;
  counts: NoticeCounts;
  env: Env;
  mayAct: boolean;
  form?: FormState;
}

/** Who was told that they are on the list, and what is forgotten when. */
export function dataProtectionPage(view: DataProtectionView): string {
  return page(
    <DeskPage title="Data protection" active="data-protection" {...view.shell}>
      <PageHeader
        title="Data protection"
        lead="Who was told that they are on the list, in which words, and what Dateline forgets by itself."
      />
      <Section title="The notice">
        <Notices {...view} />
      </Section>
      {view.mayAct && view.counts.untold > 0 && <Acting {...view} />}
      <Section title="Its words">
        <Letter env={view.env} />
      </Section>
      <Section title="What is forgotten when">
        <Retention env={view.env} />
      </Section>
    </DeskPage>,
  );
}

function Notices({ counts, env }: DataProtectionView): VNode {
  const stats: Stat[] = [
    { label: 'Told', value: counts.told, detail: 'by a notice, or when they subscribed themselves' },
    { label: 'Not told yet', value: counts.untold },
    { label: 'Notices due or on their way', value: counts.open },
    { label: 'Refused', value: counts.refused },
    { label: 'In doubt', value: counts.inDoubt, detail: 'the connection broke; not sent again' },
    { label: 'Not sent', value: counts.dropped, detail: 'no mail may go to these addresses' },
  ];
  return (
    <>
      <p>
        People whose address did not come from themselves have a right to know that you keep it, where it came
        from, and that they may object (GDPR Art. 14): within a month, and before the first release reaches
        them.{' '}
        {env.NOTICES
          ? `Dateline writes to each of them once, ${days(env.NOTICE_AFTER_DAYS)} after they were put on the list, and sooner if a release for them is armed.`
          : 'The notice goes out only when you send it here (NOTICES is off).'}
      </p>
      <StatNumbers stats={stats} />
      {counts.overdue > 0 && (
        <Notice tone="hold" title={`${people(counts.overdue)} should have been told by now`}>
          Their addresses have been on the list for more than a month.
        </Notice>
      )}
    </>
  );
}

function Acting({ counts, form }: DataProtectionView): VNode {
  return (
    <Section title={`${people(counts.untold)} to tell`}>
      <LinkButton href="/desk/data-protection/send" look="primary" icon="send">
        Send the notice now
      </LinkButton>
      <form method="post" action="/desk/data-protection/told" class="form-stack">
        <FormErrors form={form} />
        <TextArea
          name="how"
          label="Or say how they were told otherwise"
          hint="For example: in the mail of 3 March to all of the old list. It is kept with each person’s record."
          rows={2}
          maxLength={1000}
          {...(form && { form })}
        />
        <ButtonRow>
          <Button>They were told</Button>
        </ButtonRow>
      </form>
    </Section>
  );
}

export function sendNoticePage(shell: DeskShell, counts: NoticeCounts): string {
  return page(
    <DeskPage title="Send the notice" active="data-protection" {...shell}>
      <Confirmation
        title={`Send the notice to ${people(counts.untold)}?`}
        action="/desk/data-protection/send"
        confirm="Send the notice now"
        look="primary"
        icon="send"
        cancelHref="/desk/data-protection"
        consequences={[
          'Nobody gets it twice, and nobody who left or objected gets it.',
          'Whoever objects by its link is off the list at once.',
        ]}
      >
        <p>Each person gets one mail in their language. It names where you have their address from.</p>
      </Confirmation>
    </DeskPage>,
  );
}

function Letter({ env }: { env: Env }): VNode {
  const example = { source: 'the source of the address', sourceAt: new Date() };
  return (
    <div class="letters">
      {pageLanguages.map((language) => (
        <details open={language === 'en'}>
          <summary>{languageNames[language]}</summary>
          <div lang={language} dir={language === 'ar' ? 'rtl' : 'ltr'} class="letter">
            {noticeParagraphs(env, language, example).map((text) => (
              <p>{text}</p>
            ))}
          </div>
        </details>
      ))}
    </div>
  );
}

function Retention({ env }: { env: Env }): VNode {
  return (
    <KeyValues
      items={[
        {
          label: 'Network addresses and details of consent',
          value: `${days(env.CONSENT_DETAIL_DAYS)}, and as long as a subscription rests on them. What was chosen when, through what and in which words stays as proof.`,
        },
        {
          label: 'Network addresses of accepted terms and early views',
          value: `${days(env.CONSENT_DETAIL_DAYS)}; that and when they were accepted or opened stays.`,
        },
        { label: 'Wishes to subscribe that nobody confirmed', value: days(8) },
        { label: 'Changes of address that were not finished', value: days(8) },
        {
          label: 'Whole mails that came back',
          value: `${days(env.RAW_MAIL_DAYS)}; what was read in them stays.`,
        },
        {
          label: 'A person who asks to be erased',
          value: 'At once. A hash of the address stays, so that no list brings them back.',
        },
      ]}
    />
  );
}

function days(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'day' : 'days'}`;
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count.toLocaleString('en')} people`;
}
