import type { VNode } from 'preact';
import type { FollowUpKind } from '../releases/follow-ups.service.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { FormErrors } from '../web/components/field.js';
import { TextArea } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { Breadcrumb } from '../web/components/page-header.js';
import { type OpenRelease, releasePath } from './releases-open.js';
import { journalists, titleOf } from './releases-words.js';

export interface FollowUpPageProps {
  shell: DeskShell;
  release: OpenRelease;
  kind: FollowUpKind;
  /** Who received the release so far. */
  receivers: number;
  form: FormState;
}

interface Words {
  title: string;
  question: string;
  placeholder: string;
  will: string[];
  confirm: string;
  icon: string;
}

const WORDS: Record<FollowUpKind, Words> = {
  correction: {
    title: 'Correct this release?',
    question: 'What was wrong, and what is right?',
    placeholder: 'The first version gave the wrong year. The line opens in 2029, not 2028.',
    will: [
      'A new version is opened with the text as it is now; you change what was wrong.',
      'It is approved and armed like every release. Nothing is sent by this step.',
      'The newsroom page will show the corrected text, with the notice and its time.',
    ],
    confirm: 'Begin the correction',
    icon: 'file-pen-line',
  },
  update: {
    title: 'Update this release?',
    question: 'What is new?',
    placeholder: 'Adds the names of the speakers.',
    will: [
      'A new version is opened with the text as it is now; you add what is new.',
      'It is approved and armed like every release. Nothing is sent by this step.',
    ],
    confirm: 'Begin the update',
    icon: 'file-plus',
  },
  hold: {
    title: 'Ask to hold this release?',
    question: 'What shall journalists know?',
    placeholder: 'Please hold this release. We are checking a figure and will write again within the hour.',
    will: [
      'A notice is prepared that asks journalists not to publish for now.',
      'One person may approve it alone, and it goes ahead of all other mails once armed.',
      'The newsroom page shows the notice in place of the text.',
    ],
    confirm: 'Prepare the hold',
    icon: 'hand',
  },
  kill: {
    title: 'Kill this release?',
    question: 'What shall journalists know?',
    placeholder: 'This release was sent in error. Do not use it.',
    will: [
      'A notice is prepared that tells journalists not to use the release at all.',
      'One person may approve it alone, and it goes ahead of all other mails once armed.',
      'The newsroom page shows the notice in place of the text. A killed release stays killed.',
    ],
    confirm: 'Prepare the kill',
    icon: 'octagon-x',
  },
};

export function followUpPage({ shell, release, kind, receivers, form }: FollowUpPageProps): string {
  const words = WORDS[kind];
  const takesBack = kind === 'hold' || kind === 'kill';
  return page(
    <DeskPage title={words.title} active="releases" {...shell}>
      <Breadcrumb crumbs={crumbs(release)} />
      <section class={`confirmation confirmation-${takesBack ? 'danger' : 'primary'}`}>
        <h1>{words.title}</h1>
        <div class="confirmation-text">
          <p>{sentence(receivers)}</p>
        </div>
        <ul>
          {words.will.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        <form
          class="form"
          method="post"
          action={`${releasePath(release.publicId)}/follow-up/${kind}`}
          noValidate
        >
          <FormErrors form={form} labels={{ notice: words.question }} />
          <TextArea
            name="notice"
            label={words.question}
            hint="Stands above everything else, in the mail and on the newsroom page."
            placeholder={words.placeholder}
            form={form}
          />
          <Confirm words={words} look={takesBack ? 'danger' : 'primary'} release={release} />
        </form>
      </section>
    </DeskPage>,
  );
}

type ConfirmProps = { words: Words; look: 'danger' | 'primary'; release: OpenRelease };

function Confirm({ words, look, release }: ConfirmProps): VNode {
  return (
    <ButtonRow>
      <Button look={look} icon={words.icon}>
        {words.confirm}
      </Button>
      <LinkButton href={releasePath(release.publicId)} look="quiet">
        Go back
      </LinkButton>
    </ButtonRow>
  );
}

function crumbs(release: OpenRelease) {
  return [
    { label: 'Releases', href: '/desk/releases' },
    { label: titleOf(release.version.headline), href: releasePath(release.publicId) },
  ];
}

function sentence(receivers: number): string {
  if (receivers === 0)
    return 'Nobody has received this release yet. The newsroom page will carry the notice.';
  return `It will go to the ${journalists(receivers)} who received this release, and to nobody else.`;
}
