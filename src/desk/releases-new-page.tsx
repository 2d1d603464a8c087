import { releaseTypes } from '../releases/release-content.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { RadioGroup, Select } from '../web/components/choices.js';
import { FormErrors } from '../web/components/field.js';
import { PageHeader } from '../web/components/page-header.js';
import { HeadlineInput } from '../web/components/text-input.js';
import { type FormState, valueOf } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { languageChoices } from './releases-languages.js';
import { TYPE_HINTS, TYPE_NAMES } from './releases-words.js';

export interface NewReleaseProps {
  shell: DeskShell;
  form: FormState;
  language: string;
  /** The release that this one says in another language. */
  original: { publicId: string; headline: string } | null;
}

export function newReleasePage({ shell, form, language, original }: NewReleaseProps): string {
  return page(
    <DeskPage title="New release" active="releases" {...shell}>
      <PageHeader
        title="New release"
        breadcrumb={[{ label: 'Releases', href: '/desk/releases' }]}
        lead={
          original
            ? `In another language: “${original.headline}”. Readers of either find the other.`
            : 'Press contacts are taken over from your last release, and the boilerplate from the last one in its language.'
        }
      />
      <form class="form" method="post" action="/desk/releases" noValidate>
        <FormErrors form={form} labels={{ headline: 'Headline', language: 'Language' }} />
        {original && <input type="hidden" name="translationOf" value={original.publicId} />}
        <RadioGroup
          name="type"
          label="What is it?"
          value="press_release"
          options={releaseTypes.map((type) => ({
            value: type,
            label: TYPE_NAMES[type],
            hint: TYPE_HINTS[type],
          }))}
          form={form}
        />
        <HeadlineInput
          name="headline"
          label="Headline"
          required={false}
          hint="It can wait, and be changed at any time."
          form={form}
        />
        <Select
          name="language"
          label="Language"
          value={language}
          options={languageChoices(language, valueOf(form, 'language'))}
          form={form}
        />
        <ButtonRow>
          <Button look="primary" icon="pencil-line">
            Begin writing
          </Button>
          <LinkButton href="/desk/releases" look="quiet">
            Go back
          </LinkButton>
        </ButtonRow>
      </form>
    </DeskPage>,
  );
}
