import type { VNode } from 'preact';
import { releaseTypes } from '../releases/release-content.js';
import { CheckboxGroup, Select } from '../web/components/choices.js';
import { RichText } from '../web/components/islands.js';
import { Notice } from '../web/components/notice.js';
import { FieldRow, HeadlineInput, TextArea, TextInput } from '../web/components/text-input.js';
import { bodyAsPlainText } from './compose-body-text.js';
import type { PartProps } from './compose-page.js';
import { KIND_NAMES, TYPE_NAMES } from './releases-words.js';

const LANGUAGES = [
  'ar',
  'da',
  'de',
  'en',
  'es',
  'es-MX',
  'fi',
  'fr',
  'it',
  'nl',
  'no',
  'pl',
  'pt',
  'sv',
  'uk',
];

/** What a correction, update, hold or kill says: readers see it before everything else. */
export function KindNotice({ release, form }: PartProps): VNode | null {
  const { kind, notice } = release.version;
  if (kind === 'original') return null;
  return (
    <div id="part-notice">
      <TextArea
        name="notice"
        label={`${KIND_NAMES[kind]}: what is it about?`}
        hint="Stands above the headline, in the mail and on the newsroom page. One or two sentences."
        value={notice}
        form={form}
      />
    </div>
  );
}

export function HeadPart({ release, form }: PartProps): VNode {
  const { type, language, headline, subhead, dateline } = release.version;
  return (
    <>
      <FieldRow>
        <Select
          name="type"
          label="Type"
          value={type}
          options={releaseTypes.map((each) => ({ value: each, label: TYPE_NAMES[each] }))}
          form={form}
        />
        <div id="part-language">
          <TextInput name="language" label="Language" value={language} list="languages" form={form} />
          <LanguageList />
        </div>
      </FieldRow>
      <div id="part-headline">
        <HeadlineInput name="headline" label="Headline" value={headline} form={form} maxLength={300} />
      </div>
      <div id="part-subhead">
        <TextInput name="subhead" label="Subhead" required={false} value={subhead} form={form} />
      </div>
      <div id="part-dateline">
        <TextInput
          name="dateline"
          label="Dateline"
          required={false}
          hint="Where the news is. It is set before the first paragraph, with a dash."
          placeholder="Dilley, TX and Leesport, PA"
          value={dateline}
          form={form}
        />
      </div>
    </>
  );
}

function LanguageList(): VNode {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return (
    <datalist id="languages">
      {LANGUAGES.map((tag) => (
        <option value={tag} label={names.of(tag)} />
      ))}
    </datalist>
  );
}

export function TextPart({ release, form }: PartProps): VNode {
  const { body } = release.version;
  return (
    <div id="part-body">
      <RichText
        name="body"
        label="Text"
        hint="Paste from Word or Google Docs: only the structure is kept. Drop pictures where they belong."
        json={JSON.stringify(body)}
        text={bodyAsPlainText(body)}
        uploadUrl="/desk/images"
        imageUrl="/desk/images/{id}"
        form={form}
      />
    </div>
  );
}

export function TopicsPart({ release, desk, form }: PartProps): VNode {
  const { audience } = release.version;
  if (!('topics' in audience))
    return (
      <div id="part-topics">
        <Notice tone="info" title="This release goes to an audience of its own.">
          It was put together from more than topics, and is changed where it was made.
        </Notice>
      </div>
    );
  return (
    <div id="part-topics">
      <CheckboxGroup
        name="topics[]"
        label="Topics"
        hint="Who follows one of them gets the release, once. The number is of those who can be mailed now."
        values={audience.topics.map(String)}
        options={desk.topics.map(({ id, name, followers }) => ({
          value: String(id),
          label: name,
          hint: followers.toLocaleString('en'),
        }))}
        form={form}
      />
      {desk.topics.length === 0 && (
        <p class="field-hint">
          There are no topics yet. <a href="/desk/topics">Add the first one</a>: journalists follow topics.
        </p>
      )}
    </div>
  );
}
