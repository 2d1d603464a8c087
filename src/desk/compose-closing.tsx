import type { VNode } from 'preact';
import { Checkbox, Select } from '../web/components/choices.js';
import { TextArea, TextInput } from '../web/components/text-input.js';
import type { PartProps } from './compose-page.js';

/** Who the organisation is, typed here or taken from what is kept. */
export function BoilerplatePart({ release, desk, form }: PartProps): VNode {
  const { boilerplate, language } = release.version;
  return (
    <div id="part-boilerplate" class="part">
      <TextArea
        name="boilerplate"
        label="Boilerplate"
        required={false}
        hint="Who you are, at the end of every release."
        value={boilerplate}
        written={language}
        form={form}
      />
      <details>
        <summary>Kept boilerplates</summary>
        <div class="part">
          {desk.boilerplates.length > 0 && (
            <Select
              name="boilerplateId"
              label="Put in its place"
              required={false}
              placeholder="Leave the text as it is"
              options={desk.boilerplates.map((kept) => ({
                value: String(kept.id),
                label: `${kept.name} … (${kept.language})`,
              }))}
            />
          )}
          <Checkbox name="keepBoilerplate" label="Keep this text for later releases" />
        </div>
      </details>
    </div>
  );
}

/** What an inbox shows. Left empty, the headline and the subhead do it. */
export function InboxPart({ release, form }: PartProps): VNode {
  const { subject, preheader, headline, subhead, language } = release.version;
  const isOpen = subject !== '' || preheader !== '' || !!form.errors['subject'] || !!form.errors['preheader'];
  return (
    <details class="fold" open={isOpen} id="part-subject">
      <summary>Subject and preview line</summary>
      <div class="part" id="part-preheader">
        <TextInput
          name="subject"
          label="Subject line"
          required={false}
          hint="Empty: the headline."
          placeholder={headline}
          value={subject}
          written={language}
          form={form}
        />
        <TextInput
          name="preheader"
          label="Preview line"
          required={false}
          hint="What an inbox shows after the subject. Empty: the subhead, or the first words."
          placeholder={subhead}
          value={preheader}
          written={language}
          form={form}
        />
      </div>
    </details>
  );
}
