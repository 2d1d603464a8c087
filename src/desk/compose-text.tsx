import type { VNode } from 'preact';
import { releaseTypes } from '../releases/release-content.js';
import { CheckboxGroup, Select } from '../web/components/choices.js';
import { RichText } from '../web/components/islands.js';
import { Notice } from '../web/components/notice.js';
import { FieldRow, HeadlineInput, LineInput, TextArea, TextInput } from '../web/components/text-input.js';
import { bodyAsPlainText } from './compose-body-text.js';
import { valueOf } from '../web/forms.js';
import type { PartProps } from './compose-page.js';
import { languageChoices } from './releases-languages.js';
import { KIND_NAMES, TYPE_NAMES } from './releases-words.js';

/** What a correction, update, hold or kill says: readers see it before everything else. */
export function KindNotice({ release, form }: PartProps): VNode | null {
  const { kind, notice, language } = release.version;
  if (kind === 'original') return null;
  return (
    <div id="part-notice">
      <TextArea
        name="notice"
        label={`${KIND_NAMES[kind]}: what is it about?`}
        hint="Stands above the headline, in the mail and on the newsroom page. One or two sentences."
        value={notice}
        written={language}
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
          <Select
            name="language"
            label="Language"
            value={language}
            options={languageChoices(language, valueOf(form, 'language'))}
            form={form}
          />
        </div>
      </FieldRow>
      <div id="part-headline">
        <HeadlineInput
          name="headline"
          label="Headline"
          value={headline}
          written={language}
          form={form}
          maxLength={300}
        />
      </div>
      <div id="part-subhead">
        <LineInput
          name="subhead"
          label="Subhead"
          required={false}
          value={subhead}
          written={language}
          form={form}
        />
      </div>
      <div id="part-dateline">
        <TextInput
          name="dateline"
          label="Dateline"
          required={false}
          hint="Where the news is. It is set before the first paragraph, with a dash."
          placeholder="Dilley, TX and Leesport, PA"
          value={dateline}
          written={language}
          form={form}
        />
      </div>
    </>
  );
}

export function TextPart({ release, form }: PartProps): VNode {
  const { body, language } = release.version;
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
        written={language}
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
